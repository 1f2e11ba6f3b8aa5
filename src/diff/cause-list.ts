// The closed list of causes of a change. Codes are part of the machine-readable output.

/** Cause → what it means. */
export const DIFF_CAUSES = {
  'callee-not-inlined': 'A function that was inlined is called: what it allocates, or what is passed to it, no longer stays in the caller’s frame.',
  'callee-inlined': 'A function that was called is inlined.',
  'parameter-leaks': 'A parameter that it is passed to leaks now.',
  'parameter-stays': 'A parameter that it is passed to no longer leaks.',
  'call-became-dynamic': 'It is passed to a call whose callee the compiler no longer knows.',
  'call-became-static': 'The compiler knows the callee that it is passed to: the call was devirtualised, or is a direct one.',
  'variable-size-on-stack': 'A size that is known only when running is tried on the stack, up to 32 bytes (since Go 1.25).',
  'append-buffer': 'What append builds begins in a buffer in the frame (since Go 1.25).',
  'moved-at-return': 'It is built on the stack and moved to the heap where it is returned (since Go 1.26).',
  'constant-in-interface': 'A value that is known when compiling is put into an interface as read-only data (since Go 1.25).',
  'variables-merged': 'Small variables of one function that move to the heap share an allocation (since Go 1.25).',
  'zero-copy': 'The conversion no longer copies: the bytes are only read (since Go 1.22).',
  'stack-limit': 'Variables of more than 128 KiB are no longer put on the stack (since Go 1.24; 10 MiB before).',
  'loop-variable': 'Each iteration has a variable of its own (language version 1.22).',
  'entered-loop': 'It is in a loop now, or in one more.',
  'left-loop': 'It is no longer in a loop, or in one less.',
  'hint-grew': 'The map is made for more entries than its frame has room for.',
  'hint-shrank': 'The map is made for no more entries than its frame has room for.',
  'size-grew': 'It is larger than before.',
  'size-shrank': 'It is smaller than before.',
  'became-interface': 'The value is put into an interface.',
  'no-longer-interface': 'The value is no longer put into an interface.',
  'flow-changed': 'It flows elsewhere than before; the sentence says where to.',
  'code-changed': 'The code of its function changed; which part of it matters is not known.',
  'new-code': 'The expression is new.',
  'removed-code': 'The expression is gone.',
  'no-inlining': 'Built without inlining (-l).',
  'no-optimisation': 'Built without optimisation (-N).',
  race: 'Built with the race detector.',
  profile: 'Built with another profile (PGO).',
  architecture: 'Built for another processor.',
  'library-changed': 'The code of the standard library is that of another release.',
  release: 'Built with another release; what it changed is not known to allocpath.',
  'runs-more': 'It is the same code, or code that no report has, and it allocated more.',
  'runs-less': 'It is the same code, or code that no report has, and it allocated less.',
  unknown: 'What changed it was not found.',
} as const;

/** A machine-readable cause. */
export type DiffCause = keyof typeof DIFF_CAUSES;
