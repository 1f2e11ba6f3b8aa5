// The public surface of the library. This is the only file that re-exports.
export { explain, type ExplainRequest, type ExplainResult } from './jobs/explain.ts';
export { UserError, FormatError } from './base/errors.ts';
export type { Gap } from './base/gap.ts';
export type { Position } from './base/position.ts';
export type * from './site/model.ts';
export { GoBinary } from './read/binary/go-binary.ts';
export { findCalls } from './read/binary/calls.ts';
export { querySites, type Query, type Selection } from './site/query.ts';
