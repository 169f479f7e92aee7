/** A rule asked for a move that the table of statuses does not know. A bug: nothing is written. */
export class ForbiddenMove extends Error {
  override readonly name = "ForbiddenMove" as const;
}

/** A rule wants to write what it was not shown, so nothing could guard it. A bug: nothing is written. */
export class DecidedUnread extends Error {
  override readonly name = "DecidedUnread" as const;
}
