import { NativeSelect, TextInput } from "@mantine/core";
import type { ProposeBlock } from "../shared/client/index.ts";
import { type EndKind, endFrom, endKinds } from "./block-end.ts";
import { blockReasons } from "./block-words.ts";

/** What is chosen of a block, beside whom it is for. */
export interface BlockChoice {
  reason: ProposeBlock["reason"];
  reach: "everywhere" | "applications";
  clients: string;
  connections: string;
  kind: EndKind;
  day: string;
  reference: string;
}

const listed = (text: string): string[] =>
  text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");

/** The choice as the API takes it. */
export const wishOf = (choice: BlockChoice): Omit<ProposeBlock, "userId"> => ({
  reason: choice.reason,
  reach:
    choice.reach === "everywhere"
      ? "everywhere"
      : { clients: listed(choice.clients), connections: listed(choice.connections) },
  end: endFrom(choice),
  ...(choice.reference !== "" && { reference: choice.reference }),
});

interface BlockFieldsProps {
  choice: BlockChoice;
  set(change: Partial<BlockChoice>): void;
  /** The ways to end that can be chosen. */
  ends?: readonly EndKind[];
}

const allEnds = Object.keys(endKinds) as EndKind[];

/** The fields of a block: why, where, and until when. */
export const BlockFields = ({ choice, set, ends = allEnds }: BlockFieldsProps) => (
  <>
    <NativeSelect
      label="Reason"
      description="The person is told it, in their language. Nothing free is written down about them."
      value={choice.reason}
      onChange={({ currentTarget }) => set({ reason: currentTarget.value as BlockChoice["reason"] })}
      data={Object.entries(blockReasons).map(([value, label]) => ({ value, label }))}
    />
    <NativeSelect
      label="Where"
      value={choice.reach}
      onChange={({ currentTarget }) => set({ reach: currentTarget.value as BlockChoice["reach"] })}
      data={[
        { value: "everywhere", label: "Everywhere: the account is blocked, all sessions end" },
        { value: "applications", label: "At named applications and connections only" },
      ]}
    />
    {choice.reach === "applications" && (
      <>
        <TextInput
          label="Client ids of applications"
          description="Separated by commas. The privacy portal is never closed this way."
          value={choice.clients}
          onChange={({ currentTarget }) => set({ clients: currentTarget.value })}
        />
        <TextInput
          label="Names of connections"
          description="Separated by commas."
          value={choice.connections}
          onChange={({ currentTarget }) => set({ connections: currentTarget.value })}
        />
      </>
    )}
    <NativeSelect
      label="Until when"
      description={choice.kind === "lifted" ? "Without an end, another officer must approve it." : undefined}
      value={choice.kind}
      onChange={({ currentTarget }) => set({ kind: currentTarget.value as EndKind })}
      data={ends.map((value) => ({ value, label: endKinds[value] }))}
    />
    {choice.kind !== "lifted" && (
      <TextInput
        label="Day"
        description="The end of this day."
        type="date"
        required
        value={choice.day}
        onChange={({ currentTarget }) => set({ day: currentTarget.value })}
      />
    )}
    <TextInput
      label="File number"
      description="Where it is written down. A reference only; no names of people."
      value={choice.reference}
      onChange={({ currentTarget }) => set({ reference: currentTarget.value })}
    />
  </>
);
