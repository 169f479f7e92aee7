import { Graph, layout } from "@dagrejs/dagre";
import type { StoryGraph } from "../shared/client/index.ts";

interface Point {
  x: number;
  y: number;
}
export interface Box {
  name: string;
  lines: string[];
  x: number;
  y: number;
  width: number;
  height: number;
}
export interface Line {
  from: string;
  to: string;
  /** Against the order of the story: something is asked again. */
  isBack: boolean;
  path: string;
}
export interface Picture {
  width: number;
  height: number;
  boxes: Box[];
  lines: Line[];
}

const width = 176;
const lineHeight = 17;
const longest = 22;

/** A name in lines of at most `longest` signs, broken between words. */
export const wrapped = (name: string): string[] => {
  const lines: string[] = [];
  for (const word of name.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= longest) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
};

/**
 * Where each state of a story stands, from top to bottom, and how the lines between them run. A story is written in the order in which it
 * is meant to go: that order is the straight line of the picture, and ways back do not bend it.
 */
export const layOut = (story: StoryGraph): Picture => {
  const place = new Map(story.states.map(({ name }, index) => [name, index]));
  const at = (name: string) => place.get(name) ?? 0;
  const graph = new Graph();
  graph.setGraph({ rankdir: "TB", nodesep: 14, ranksep: 28, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { name } of story.states) {
    graph.setNode(name, { width, height: wrapped(name).length * lineHeight + 18 });
  }
  const ways = story.states.flatMap(({ name, next }) => next.map(({ to }) => ({ from: name, to })));
  for (const { from, to } of ways) {
    const [upper, lower] = at(from) < at(to) ? [from, to] : [to, from];
    graph.setEdge(upper, lower, { weight: at(lower) - at(upper) === 1 ? 20 : 1 });
  }
  layout(graph);
  const size = graph.graph();
  return {
    width: size.width ?? 0,
    height: size.height ?? 0,
    boxes: story.states.map(({ name }) => {
      const { x = 0, y = 0, height = 0 } = graph.node(name);
      return { name, lines: wrapped(name), x: x - width / 2, y: y - height / 2, width, height };
    }),
    lines: ways.map(({ from, to }) => {
      const isBack = at(from) > at(to);
      const points: Point[] = (isBack ? graph.edge(to, from) : graph.edge(from, to)).points ?? [];
      return { from, to, isBack, path: pathThrough(isBack ? points.toReversed() : points) };
    }),
  };
};

const pathThrough = (points: Point[]): string =>
  points.map(({ x, y }, place) => `${place === 0 ? "M" : "L"}${x} ${y}`).join(" ");
