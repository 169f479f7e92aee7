import { Graph, layout } from "@dagrejs/dagre";
import type { StoryGraph } from "../shared/client";

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
  path: string;
}
export interface Picture {
  width: number;
  height: number;
  boxes: Box[];
  lines: Line[];
}

const width = 196;
const lineHeight = 17;
const longest = 26;

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

/** Where each state of a story stands, from top to bottom, and how the lines between them run. */
export const layOut = (story: StoryGraph): Picture => {
  const graph = new Graph();
  graph.setGraph({ rankdir: "TB", nodesep: 18, ranksep: 34, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { name } of story.states) {
    graph.setNode(name, { width, height: wrapped(name).length * lineHeight + 18 });
  }
  for (const { name, next } of story.states) for (const { to } of next) graph.setEdge(name, to);
  layout(graph);
  const size = graph.graph();
  return {
    width: size.width ?? 0,
    height: size.height ?? 0,
    boxes: story.states.map(({ name }) => {
      const { x = 0, y = 0, height = 0 } = graph.node(name);
      return { name, lines: wrapped(name), x: x - width / 2, y: y - height / 2, width, height };
    }),
    lines: graph.edges().map(({ v, w }) => ({
      from: v,
      to: w,
      path: pathThrough(graph.edge(v, w).points ?? []),
    })),
  };
};

const pathThrough = (points: Point[]): string =>
  points.map(({ x, y }, place) => `${place === 0 ? "M" : "L"}${x} ${y}`).join(" ");
