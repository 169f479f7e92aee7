const form = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/;

/**
 * Names are made by us: up to 128 letters, digits, `.`, `_` and `-`, not beginning with a dot. So no name leaves its place, on any
 * host. Throws RangeError.
 */
export const checkArchiveName = (name: string): void => {
  if (!form.test(name)) throw new RangeError("not a name of the archive");
};
