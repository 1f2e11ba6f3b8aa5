// Compresses pieces as they come, with what every platform has (https://compression.spec.whatwg.org); views know nothing of Node.

/** The pieces as one gzip file. */
export async function* gzip(pieces: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new CompressionStream('gzip');
  const writing = write(pieces, writable.getWriter());
  // Whoever reads is told of the error as well, and first.
  writing.catch(() => {});
  yield* readable as AsyncIterable<Uint8Array>;
  await writing;
}

async function write(pieces: Iterable<Uint8Array>, writer: WritableStreamDefaultWriter<Uint8Array>): Promise<void> {
  try {
    for (const piece of pieces) await writer.write(piece);
    await writer.close();
  } catch (error) {
    await writer.abort(error);
    throw error;
  }
}
