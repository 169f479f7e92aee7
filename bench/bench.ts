/** One measured value. With a baseline, `ratio` is value over baseline, both from the same run. */
export interface Measure {
  metric: string;
  value: number;
  unit: string;
  baseline?: number;
  ratio?: number;
  /** What we want it to be: `<= 700`. Shown beside the value; a bench never fails. */
  goal?: string;
}

export interface Bench {
  name: string;
  /** What is measured, in a sentence. */
  about: string;
  /** Measures; `say` tells how far it is. */
  run(say: (line: string) => void): Promise<Measure[]>;
}

/** The middle value: of an even number, the mean of the two in the middle. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((one, other) => one - other);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  if (low === undefined || high === undefined) throw new RangeError("the median of nothing");
  return (low + high) / 2;
};

export const rounded = (value: number): number => Number(value.toPrecision(4));
