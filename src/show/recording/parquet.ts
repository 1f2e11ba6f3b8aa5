// Events as a Parquet file, one row an event, for DuckDB, pandas and others. Rows come in the order in which each P wrote them, which is that of time
// only within a P. A row group is made at a time, from the columns of the recording.
import type { ColumnSource } from 'hyparquet-writer';
import { ByteWriter } from 'hyparquet-writer/src/bytewriter.js';
import { ParquetWriter } from 'hyparquet-writer/src/parquet-writer.js';
import { UserError } from '../../base/errors.ts';
import type { EventBlock, Recording } from '../../read/recording/recording.ts';
import type { Analysis } from '../../site/model.ts';
import type { RecordingFormat, RecordingFormatOptions } from './format.ts';
import { EVENT_SCHEMA, EventRows } from './parquet-rows.ts';
import { exportedProcesses } from './stacks.ts';

export const format: RecordingFormat = {
  name: 'parquet',
  extension: 'parquet',
  summary: 'every allocation and free as a row of a Parquet file, for DuckDB or pandas; needs a recording with events',
  binary: true,
  chunks,
};

/** Rows of a group: what is in memory at a time. */
const ROW_GROUP = 1 << 16;

function* chunks(recording: Recording<Analysis>, options: RecordingFormatOptions): Generator<Uint8Array> {
  const processes = exportedProcesses(recording, options);
  if (!processes.some(({ profile }) => profile.events !== undefined)) {
    throw new UserError('no-events', 'The recording has no events, so there are no rows to write.', 'Record with --events; the other formats need none.');
  }
  const writer = new PieceWriter();
  const file = new ParquetWriter({
    writer,
    schema: [...EVENT_SCHEMA],
    createdBy: `allocpath version ${recording.meta.allocpath}`,
    kvMetadata: [
      { key: 'allocpath.meta', value: JSON.stringify(recording.meta) },
      { key: 'allocpath.runs', value: JSON.stringify(processes.map(({ run, profile }) => ({ process: profile.run, pid: run?.pid, argv: run?.argv }))) },
    ],
  });
  const write = (columnData: ColumnSource[]): Uint8Array => {
    void file.write({ columnData, rowGroupSize: ROW_GROUP });
    return writer.take();
  };
  for (const { profile } of processes) {
    const { events } = profile;
    if (events === undefined) continue;
    const rows = new EventRows(profile, recording.analysis, ROW_GROUP);
    let block: EventBlock | undefined;
    for (let index = 0; index < events.owners.length; index++) {
      block = events.read(index, block);
      for (let row = 0; row < block.count; row++) {
        rows.add(block, row);
        if (rows.count === ROW_GROUP) yield write(rows.take());
      }
    }
    if (rows.count > 0) yield write(rows.take());
  }
  void file.finish();
  yield writer.take();
}

/** Hands out what was written; `offset` counts on. */
class PieceWriter extends ByteWriter {
  take(): Uint8Array {
    const piece = this.getBytes().slice();
    this.index = 0;
    return piece;
  }
}
