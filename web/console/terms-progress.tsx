import type { TermsDetail } from "../shared/client/index.ts";

/** Who accepted: in all, by day, by language, and by where they sign in. */
export const AnswersOf = ({ terms }: { terms: TermsDetail }) => {
  const { kind, accepted, declined, days, locales, groups } = terms;
  if (kind === "notice") return null;
  return (
    <section className="card stack" aria-labelledby="answers">
      <h2 id="answers">Answers</h2>
      <p>
        <strong>{accepted}</strong> accepted · <strong>{declined}</strong> declined
      </p>
      {days.length > 0 && (
        <Table caption="By day (UTC)" rows={days.map(({ day, ...rest }) => ({ name: day, ...rest }))} />
      )}
      {locales.length > 0 && (
        <Table caption="By language" rows={locales.map(({ locale, ...rest }) => ({ name: locale, ...rest }))} />
      )}
      {groups.length > 0 && (
        <Table caption="By where they sign in" rows={groups.map(({ group, ...rest }) => ({ name: group, ...rest }))} />
      )}
    </section>
  );
};

interface Counted {
  name: string;
  accepted: number;
  declined: number;
}

const Table = ({ caption, rows }: { caption: string; rows: Counted[] }) => {
  const most = Math.max(1, ...rows.map(({ accepted, declined }) => accepted + declined));
  return (
    <table className="answers small">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{caption.startsWith("By day") ? "Day" : "Which"}</th>
          <th scope="col">Accepted</th>
          <th scope="col">Declined</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, accepted, declined }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{accepted}</td>
            <td>{declined}</td>
            <td className="bar" aria-hidden="true">
              <span style={{ width: `${(100 * (accepted + declined)) / most}%` }} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
