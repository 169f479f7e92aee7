import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Document, NewDocumentAnswer } from "../shared/client/index.ts";
import { answerDocument, listDocuments } from "../shared/client/index.ts";
import { useTitle } from "../shared/use-title.ts";
import { useLanguage } from "./language.tsx";
import { Loading } from "./loading.tsx";
import { problemIn, Trouble } from "./trouble.tsx";
import { TroublePage } from "./trouble-page.tsx";

type Said = NewDocumentAnswer["answer"];

/** Terms, notices and consents: each for itself, with what the person said to it, and what they can say now. */
export const Documents = () => {
  const { say, language } = useLanguage();
  const { documents: words, portal } = say;
  const list = useQuery({
    queryKey: ["documents", language],
    queryFn: async () => (await listDocuments({ query: { locale: language } })).data,
  });
  useTitle(words.title, portal.title);
  if (list.isPending) return <Loading />;
  if (list.isError)
    return <TroublePage title={words.title} problem={problemIn(list.error, say)} again={() => list.refetch()} />;
  return (
    <div className="stack wide">
      <div className="stack">
        <h1>{words.title}</h1>
        <p>{words.lead}</p>
      </div>
      {list.data.documents.map((each) => (
        <DocumentCard key={`${each.document} ${each.version}`} document={each} />
      ))}
    </div>
  );
};

/** What can be said now: a Yes and a No look alike, and a Yes to a consent is taken back as easily as it is given. */
const choicesFor = ({ kind, answer }: Document): Said[] => {
  if (kind === "terms") return answer?.answer === "accepted" ? [] : ["accepted"];
  if (kind === "notice") return answer === undefined ? ["shown"] : [];
  return answer?.answer === "accepted"
    ? ["withdrawn"]
    : ["accepted", ...(answer === undefined ? ["declined" as const] : [])];
};

const DocumentCard = ({ document }: { document: Document }) => {
  const { say, date } = useLanguage();
  const { documents: words } = say;
  const queries = useQueryClient();
  const { kind, title, version, page, file, effectiveAt, inForce, answer, locale } = document;
  const tell = useMutation({
    mutationFn: async (said: Said) =>
      (await answerDocument({ body: { document: document.document, version, locale, answer: said } })).data,
    onSuccess: () => queries.invalidateQueries({ queryKey: ["documents"] }),
  });
  const id = `document-${document.document}-${version}`;
  return (
    <section className="card stack" aria-labelledby={id}>
      <h2 id={id} lang={locale}>
        {title}
      </h2>
      <p className="quiet">
        {words.version(version)}. {!inForce && effectiveAt !== undefined && words.from(date(effectiveAt))}
      </p>
      <p>{answer === undefined ? words.unanswered[kind] : words.said[answer.answer](date(answer.at))}</p>
      <p>
        <a href={page} target="_blank" rel="noreferrer">
          {words.read(title)}
        </a>{" "}
        · <a href={file}>{words.download(title)}</a>
      </p>
      {tell.isError && <Trouble problem={problemIn(tell.error, say)} />}
      <div className="row">
        {choicesFor(document).map((said) => (
          <Button
            key={said}
            variant="default"
            loading={tell.isPending && tell.variables === said}
            aria-label={`${words.say[kind][said]}: ${title}`}
            onClick={() => tell.mutate(said)}
          >
            {words.say[kind][said]}
          </Button>
        ))}
      </div>
    </section>
  );
};
