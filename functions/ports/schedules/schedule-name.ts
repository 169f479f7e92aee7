const form = /^[A-Za-z0-9._-]{1,64}$/;

/** The names that EventBridge Scheduler takes, and so every host. Throws RangeError: names are ours. */
export const checkScheduleName = (name: string): void => {
  if (!form.test(name)) throw new RangeError("not a name of a schedule");
};
