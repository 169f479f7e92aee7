/** Which event leads from which state to which: states are named on the left, those without moves are ends. */
export type Moves<State extends string, Event extends string> = Record<State, Partial<Record<Event, State>>>;

/** A table that does not hold together: a mistake in the code, found before the first request. */
export class UnsoundMoves extends Error {
  override readonly name = "UnsoundMoves" as const;
}

/**
 * Declares a table of moves, and checks it whole: every move leads to a state of the table, every state can be reached from the first, and
 * from every state some way leads to an end. Throws `UnsoundMoves`.
 */
export const declareMoves = <State extends string, Event extends string>(
  first: State,
  moves: Moves<State, Event>,
): Moves<State, Event> => {
  const states = Object.keys(moves) as State[];
  const next = (state: State): State[] => Object.values(moves[state]) as State[];
  const lost = states.flatMap(next).find((state) => !states.includes(state));
  if (lost !== undefined) throw new UnsoundMoves(`a move leads to ${lost}, which is no state`);
  const unreachable = states.find((state) => !from(first, next).has(state));
  if (unreachable !== undefined) throw new UnsoundMoves(`nothing leads to ${unreachable}`);
  const endless = states.find((state) => ![...from(state, next)].some((each) => next(each).length === 0));
  if (endless !== undefined) throw new UnsoundMoves(`no way leads from ${endless} to an end`);
  return moves;
};

/** A record was to go from one state to another by no move of the table: a mistake in the code, and nothing of it is stored. */
export class ForbiddenStep extends Error {
  override readonly name = "ForbiddenStep" as const;
}

/** Whether a record may be stored in a state: it stays where it was, goes by a move of the table, or is new. Throws `ForbiddenStep`. */
export const requireMove = <State extends string>(
  moves: Record<State, Partial<Record<string, State>>>,
  from: State | undefined,
  to: State,
): void => {
  if (from === undefined || from === to || Object.values(moves[from]).includes(to)) return;
  throw new ForbiddenStep(`no move leads from ${from} to ${to}`);
};

/** Every state that can be reached, the first one included. */
const from = <State>(first: State, next: (state: State) => State[]): Set<State> => {
  const found = new Set([first]);
  for (const state of found) for (const each of next(state)) found.add(each);
  return found;
};
