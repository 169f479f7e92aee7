/** What goes wrong with the next matching requests. */
export interface Fault {
  method: string;
  /** The path below `/api/v2`, or the whole path, decoded; `*` stands for one segment: `/users/*`, `/oauth/token`. */
  path: string;
  /**
   * `before`: answered with `status`, and nothing was done. `after`: done, and answered with `status` all the same.
   * `hang`: never answered, and nothing was done. `hang-after`: done, and never answered.
   * `cut-body`: done, and the connection breaks off inside the answer.
   */
  mode: "before" | "after" | "hang" | "hang-after" | "cut-body";
  /** 503 where nothing else is said. */
  status?: number;
  /** Once where nothing else is said. */
  times?: number;
}

export interface Faults {
  failNext(fault: Fault): void;
  /** The fault that this request meets, counted as used. */
  take(method: string, path: string): Fault | undefined;
  clear(): void;
}

const matches = (pattern: string, path: string): boolean => {
  const wanted = pattern.split("/");
  const given = path.replace(/^\/api\/v2(?=\/)/, "").split("/");
  const whole = path.split("/");
  const fits = (segments: string[]): boolean =>
    segments.length === wanted.length &&
    wanted.every((segment, index) => segment === "*" || segment === segments[index]);
  return fits(given) || fits(whole);
};

export const openFaults = (): Faults => {
  let faults: { fault: Fault; left: number }[] = [];
  return {
    failNext: (fault) => faults.push({ fault, left: fault.times ?? 1 }),
    clear: () => {
      faults = [];
    },
    take: (method, path) => {
      const met = faults.find(
        ({ fault, left }) => left > 0 && fault.method.toUpperCase() === method && matches(fault.path, path),
      );
      if (met === undefined) return undefined;
      met.left -= 1;
      return met.fault;
    },
  };
};
