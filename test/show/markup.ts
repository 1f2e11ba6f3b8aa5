// Reads XML as strictly as a browser that is given application/xhtml+xml, so that a test fails where a forgiving reader would guess.

export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: Element[];
  /** Text directly in it, entities resolved. */
  text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** The root element. Throws for anything that is not well-formed, and for characters that XML 1.0 has no room for. */
export function parseMarkup(text: string): Element {
  // oxlint-disable-next-line no-control-regex
  const forbidden = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(text);
  if (forbidden !== null) throw new Error(`character U+${text.codePointAt(forbidden.index)!.toString(16)} at ${forbidden.index}`);
  const open: Element[] = [];
  let root: Element | undefined;
  let at = /^<!DOCTYPE html>\n/.exec(text)?.[0].length ?? 0;
  const tag = /<(\/?)([A-Za-z][\w:-]*)((?:\s+[A-Za-z_:][\w:.-]*="[^"<]*")*)\s*(\/?)>/y;
  while (at < text.length) {
    const next = text.indexOf('<', at);
    const characters = text.slice(at, next < 0 ? text.length : next);
    const inside = open.at(-1);
    if (inside === undefined && characters.trim() !== '') throw new Error(`text outside of the root: ${characters.slice(0, 40)}`);
    if (inside !== undefined) inside.text += resolve(characters);
    if (next < 0) break;
    tag.lastIndex = next;
    const match = tag.exec(text);
    if (match === null) throw new Error(`no tag at ${next}: ${text.slice(next, next + 80)}`);
    at = tag.lastIndex;
    const [, closing, name, attributes, empty] = match as unknown as [string, string, string, string, string];
    if (closing === '/') {
      const element = open.pop();
      if (element?.name !== name) throw new Error(`</${name}> closes <${element?.name}> at ${next}`);
      continue;
    }
    if (inside === undefined && root !== undefined) throw new Error(`a second root at ${next}`);
    const element: Element = { name, attributes: readAttributes(attributes), children: [], text: '' };
    root ??= element;
    inside?.children.push(element);
    if (empty === '') open.push(element);
  }
  if (open.length > 0 || root === undefined) throw new Error(`not closed: ${open.map((one) => one.name).join(' ')}`);
  return root;
}

/** The element and all that are in it, in document order. */
export function* everyElement(element: Element): Generator<Element> {
  yield element;
  for (const child of element.children) yield* everyElement(child);
}

function readAttributes(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name, value] of text.matchAll(/([A-Za-z_:][\w:.-]*)="([^"<]*)"/g)) {
    if (found.has(name!)) throw new Error(`attribute ${name} twice`);
    found.set(name!, resolve(value!));
  }
  return found;
}

function resolve(text: string): string {
  return text.replace(/&(?:([\w#]+);)?/g, (all, name: string | undefined) => {
    const character = name === undefined ? undefined : ENTITIES[name];
    if (character === undefined) throw new Error(`not an entity: ${all}`);
    return character;
  });
}
