const form = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/;

/**
 * Names are made by us: up to 128 letters, digits, `.`, `_` and `-`, not beginning with a dot. So no name leaves its place, on any
 * host. Throws RangeError.
 */
export const checkArchiveName = (name: string): void => {
  if (!form.test(name)) throw new RangeError("not a name of the archive");
};

/** A request's id with the dot after it, and perhaps what is kept of it: no other request's files begin so. Throws RangeError. */
export const checkArchivePrefix = (prefix: string): void => {
  if (!/^[0-9A-Z]{26}\.(?:[a-z-]{1,40}\.)?$/.test(prefix))
    throw new RangeError("not the beginning of one request's names");
};
