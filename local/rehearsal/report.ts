import type { Rehearsed, Report } from "./rehearsal.ts";

const count = (number: number, one: string, several = `${one}s`): string =>
  `${number.toLocaleString("en")} ${number === 1 ? one : several}`;

const said = ({ name, matched, ruledOut, ours, starts, people, largestHour, dependsOn, what }: Rehearsed): string => {
  if (matched === 0) return `  ${name.padEnd(34)} no event of its types`;
  const most = dependsOn.length > 0 && starts > 0 ? "at most " : "";
  const parts = [
    `${most}${count(starts, "start")} for ${count(people, "person", "people")} (${what.join(", ")})`,
    `of ${count(matched, "event")}`,
    ...(largestHour > 0 ? [`largest hour: ${largestHour.toLocaleString("en")}`] : []),
    ...(ours > 0 ? [`${ours.toLocaleString("en")} were ours`] : []),
    ...(ruledOut > 0 ? [`${ruledOut.toLocaleString("en")} ruled out`] : []),
    ...(dependsOn.length > 0 ? [`depends on: ${dependsOn.join(", ")}`] : []),
  ];
  return `  ${name.padEnd(34)} ${parts.join("; ")}`;
};

const mostNamed = 8;

/** For whom, by words that say nothing: the same person has the same word in the whole report, and another one in the next. */
const forWhom = ({ whom }: Rehearsed): string[] => {
  if (whom.length === 0) return [];
  const named = whom.slice(0, mostNamed).map(({ person, starts }) => (starts === 1 ? person : `${person} ×${starts}`));
  const more = whom.length > mostNamed ? ` and ${(whom.length - mostNamed).toLocaleString("en")} more` : "";
  return [`  ${"".padEnd(34)} for: ${named.join(", ")}${more}`];
};

/** What `npm run rehearse` prints: totals, each reaction, and the rules that never or always match. Nobody is named. */
export const reportLines = ({
  events,
  types,
  unknownTypes,
  repeated,
  malformed,
  from,
  until,
  reactions,
}: Report): string[] => {
  const never = reactions.filter(({ matched, ruledOut, ours }) => matched === ruledOut + ours);
  const always = reactions.filter(
    ({ matched, ruledOut, ours, dependsOn }) => matched > 0 && ruledOut + ours === 0 && dependsOn.length === 0,
  );
  const names = (some: readonly Rehearsed[]): string => some.map(({ name }) => name).join(", ") || "none";
  return [
    "",
    `  ${count(events, "event")}, ${count(types, "type")}, ${unknownTypes.toLocaleString("en")} unknown (kept), ${malformed.toLocaleString("en")} malformed (would be quarantined), ${repeated.toLocaleString("en")} repeated (handled once)`,
    ...(from !== undefined && until !== undefined ? [`  from ${from} until ${until}`] : []),
    "",
    ...reactions.flatMap((each) => [said(each), ...forWhom(each)]),
    "",
    `  never matched    ${names(never)}`,
    `  always matched   ${names(always)}`,
    "",
    '  Nothing was changed. "At most": the rest is known only where Habeas runs, and is asked there before anything starts.',
    "",
  ];
};
