// The client's generator writes code by TypeScript's JavaScript API, which the native TypeScript 7 no longer has; this is that of 5.
export { ts as default } from "@ts-morph/common";
