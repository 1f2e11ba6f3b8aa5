// npm package iced-x86, loaded on first use because loading takes longer than everything else that reads binaries.

/** The package. */
export type Iced = typeof import('iced-x86');

let iced: Promise<Iced> | undefined;

/** Loads the package once. */
export function loadIced(): Promise<Iced> {
  iced ??= import('iced-x86').then((module) => ('default' in module ? (module.default as Iced) : module));
  return iced;
}
