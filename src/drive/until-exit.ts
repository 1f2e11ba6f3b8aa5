// What has to be removed, also when the process ends in the middle: because the reader of a pipe is gone, for example.

/** Calls `dispose` once: when the result is called, or at the latest when the process exits. It must not be asynchronous. */
export function untilExit(dispose: () => void): () => void {
  let done = false;
  const once = (): void => {
    if (done) return;
    done = true;
    process.off('exit', once);
    dispose();
  };
  process.on('exit', once);
  return once;
}
