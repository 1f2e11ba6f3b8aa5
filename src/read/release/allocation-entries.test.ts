import { describe, expect, it } from 'vitest';
import { findAllocationEntry, isSpecialisedMalloc } from './allocation-entries.ts';

describe('findAllocationEntry', () => {
  it('knows where growslice carries its element type before and since 1.20', () => {
    expect(findAllocationEntry('runtime.growslice', 19)?.typeArgument).toBe(0);
    expect(findAllocationEntry('runtime.growslice', 20)?.typeArgument).toBe(4);
  });
  it('knows the buffer of concatbyte that 1.25 added', () => {
    expect(findAllocationEntry('runtime.concatbyte2', 24)?.bufferArgument).toBeUndefined();
    expect(findAllocationEntry('runtime.concatbyte2', 25)?.bufferArgument).toBe(0);
  });
  it('takes the size-specialised functions but not their slow paths', () => {
    expect(findAllocationEntry('runtime.mallocgcSmallScanNoHeaderSC3', 27)?.family).toBe('object');
    expect(findAllocationEntry('runtime.mallocgcTinySC2', 27)?.sizeArgument).toBe(0);
    expect(isSpecialisedMalloc('runtime.mallocgcSmallScanNoHeader')).toBe(false);
    expect(findAllocationEntry('runtime.slicebytetostringtmp', 27)).toBeUndefined();
    expect(findAllocationEntry('runtime.newproc', 27)).toBeUndefined();
  });
});
