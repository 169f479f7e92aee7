import { Alert } from "@mantine/core";
import type { Request } from "../shared/client/index.ts";
import { useLanguage } from "./language.tsx";

type Restriction = NonNullable<Request["restriction"]>;

/** Why the person's data is only stored, since when, and whether it ends. */
export const OwnRestriction = ({ restriction }: { restriction: Restriction }) => {
  const { say, date } = useLanguage();
  const words = say.restriction;
  const { ground, since, shutSignIn, signInSpared, toBeLiftedAt } = restriction;
  return (
    <>
      {toBeLiftedAt !== undefined && <Alert color="yellow">{words.toBeLifted(date(toBeLiftedAt))}</Alert>}
      <dl className="facts card">
        <dt>{words.why}</dt>
        <dd>{words.grounds[ground]}</dd>
        <dt>{words.signIn}</dt>
        <dd>{signInSpared ? words.spared : shutSignIn ? words.shut : words.open}</dd>
        {since !== undefined && (
          <>
            <dt>{say.block.since}</dt>
            <dd>{date(since)}</dd>
          </>
        )}
      </dl>
    </>
  );
};
