// Where the elements of a picture lie, from their attributes alone.
import { displayWidth } from '../../src/show/width.ts';
import type { Element } from './markup.ts';

export interface Extent {
  readonly element: Element;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** Text that is turned. */
  readonly turned: boolean;
}

/** Every drawn element with its box in the picture's coordinates. Cells are taken as wide as a monospaced font has them: 0.6 em. */
export function* extents(element: Element, dx = 0, dy = 0): Generator<Extent> {
  const number = (name: string): number => Number(element.attributes.get(name) ?? 0);
  const move = /^translate\((\S+) (\S+)\)$/.exec(element.attributes.get('transform') ?? '');
  const x = dx + Number(move?.[1] ?? 0);
  const y = dy + Number(move?.[2] ?? 0);
  const box = (left: number, top: number, right: number, bottom: number, turned = false): Extent => {
    if (![left, top, right, bottom].every(Number.isFinite)) throw new Error(`no place: ${[...element.attributes].join(' ')}`);
    return { element, left: left + x, top: top + y, right: right + x, bottom: bottom + y, turned };
  };
  switch (element.name) {
    case 'rect':
      if (number('width') < 0 || number('height') < 0) throw new Error('negative size');
      yield box(number('x'), number('y'), number('x') + number('width'), number('y') + number('height'));
      break;
    case 'circle':
      yield box(number('cx') - number('r'), number('cy') - number('r'), number('cx') + number('r'), number('cy') + number('r'));
      break;
    case 'path':
      yield pathBox(element, box);
      break;
    case 'text':
      yield textBox(element, box);
      break;
    default:
      for (const child of element.children) yield* extents(child, x, y);
  }
}

type Box = (left: number, top: number, right: number, bottom: number, turned?: boolean) => Extent;

function pathBox(element: Element, box: Box): Extent {
  const xs: number[] = [];
  const ys: number[] = [];
  let x = 0;
  let y = 0;
  for (const [, command, rest] of (element.attributes.get('d') ?? '').matchAll(/([MLlhvZ])([^MLlhvZ]*)/g)) {
    const [a, b] = rest!.trim().split(/\s+/).map(Number) as [number, number];
    if (command === 'M' || command === 'L') [x, y] = [a, b];
    else if (command === 'l') [x, y] = [x + a, y + b];
    else if (command === 'h') x += a;
    else if (command === 'v') y += a;
    xs.push(x);
    ys.push(y);
  }
  return box(Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys));
}

function textBox(element: Element, box: Box): Extent {
  const number = (name: string, otherwise: number): number => Number(element.attributes.get(name) ?? otherwise);
  const size = number('font-size', 12);
  const width = displayWidth(element.text) * size * 0.6;
  const anchor = element.attributes.get('text-anchor');
  const x = number('x', 0) - (anchor === 'middle' ? width / 2 : anchor === 'end' ? width : 0);
  const y = number('y', 0);
  const turn = /^rotate\((\S+) (\S+) (\S+)\)$/.exec(element.attributes.get('transform') ?? '');
  if (turn === null) return box(x, y - size * 0.75, x + width, y + size * 0.2);
  const angle = (Number(turn[1]) * Math.PI) / 180;
  const corners = [
    [0, -size * 0.75],
    [width, -size * 0.75],
    [0, size * 0.2],
    [width, size * 0.2],
  ].map(([a, b]) => [x + a! * Math.cos(angle) - b! * Math.sin(angle), y + a! * Math.sin(angle) + b! * Math.cos(angle)] as const);
  const xs = corners.map((corner) => corner[0]);
  const ys = corners.map((corner) => corner[1]);
  return box(Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys), true);
}
