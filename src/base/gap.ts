// Missing information is a fact of its own: it is named, never shown as zero and never guessed.

/** One thing that could not be known, why, and what it affects. */
export interface Gap {
  /** Stable, machine-readable, kebab-case. */
  readonly code: string;
  /** One sentence for people, with the next step where there is one. */
  readonly message: string;
  /** What is incomplete because of it: a package, function, file or field. */
  readonly affects: string;
}
