// The package's version, put in by the build (scripts/build.mjs).
declare const ALLOCPATH_VERSION: string;

/** Version of allocpath; `0.0.0-source` when run without the build. */
export const VERSION: string = typeof ALLOCPATH_VERSION === 'undefined' ? '0.0.0-source' : ALLOCPATH_VERSION;
