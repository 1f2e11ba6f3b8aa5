# Run by gdb: steps through calls of chosen functions, one machine instruction at a time, and notes which instruction wrote each
# word of the frame last. What an instruction writes is read off gdb's own disassembly with the registers' values, and compared
# with what has changed in memory; what a callee writes shows as change over its call.
# Output: one JSON line per call instruction that is come to: {"function", "call", "activation", "words": {offset from the CFA: pc}},
# where the pc is 0 for words that no instruction of this activation has written. A changed word that the disassembly does not
# explain is reported as {"unexplained": ...}.
import json
import os
import re
import struct

import gdb

functions = json.loads(os.environ["FRAME_FUNCTIONS"])  # [{name, entry, end, arguments}]
out = open(os.environ["FRAME_OUTPUT"], "w")
LIMIT = int(os.environ.get("FRAME_STEPS", "6000"))
ACTIVATIONS = int(os.environ.get("FRAME_ACTIVATIONS", "3"))
GARBAGE = 0xA5A5000000000000
WIDTH = {"b": 1, "w": 2, "l": 4, "q": 8, "s": 4, "d": 8}
OPERAND = re.compile(r"^(?:(%[a-z]s):)?(-?0x[0-9a-f]+|-?\d+)?\((%\w+)?(?:,(%\w+)(?:,(\d))?)?\)$")
READERS = ("cmp", "test", "ucomis", "comis", "nop", "prefetch", "bt ", "btl", "btq", "btw", "call", "jmp", "push", "lea", "div", "idiv", "mul", "imul")


def register(name):
    return int(gdb.parse_and_eval("$" + name.lstrip("%")).cast(gdb.lookup_type("unsigned long")))


def value_of(name):
    return int(gdb.parse_and_eval("$" + name)) & 0xFFFFFFFFFFFFFFFF


def operands(text):
    parts, depth, part = [], 0, ""
    for char in text:
        if char == "," and depth == 0:
            parts.append(part.strip())
            part = ""
            continue
        depth += (char == "(") - (char == ")")
        part += char
    if part.strip():
        parts.append(part.strip())
    return parts


def address(operand):
    match = OPERAND.match(operand)
    if match is None or match[1] is not None or match[3] == "%rip":
        return None
    total = int(match[2], 0) if match[2] else 0
    if match[3]:
        total += value_of(match[3][1:])
    if match[4]:
        total += value_of(match[4][1:]) * int(match[5] or 1)
    return total & 0xFFFFFFFFFFFFFFFF


def size_of(mnemonic, source):
    if mnemonic in ("movups", "movaps", "movupd", "movdqu", "movdqa", "movapd"):
        return 16
    if mnemonic.startswith("vmov"):
        return 32 if source.startswith("%ymm") else 16
    if mnemonic in ("movss", "movd"):
        return 4
    if mnemonic in ("movsd", "movq", "movlps", "movhps"):
        return 8
    if mnemonic.startswith("set"):
        return 1
    if source.startswith("%"):
        name = source[1:]
        if re.match(r"r\d+$|r[a-z]+$", name):
            return 8
        if re.match(r"e|r\d+d$", name):
            return 4
        if re.match(r"r\d+w$|[a-z]x$|[sd]i$|[sb]p$", name):
            return 2
        return 1
    return WIDTH.get(mnemonic[-1], 8)


def written(line):
    """Ranges that an instruction writes, from its text."""
    text = line.split("\t", 1)[1].split("<")[0].split("#")[0].strip()
    text = re.sub(r"^lock\s+", "", text)
    if text.startswith("rep stos") or text.startswith("rep movs"):
        unit = 8 if "q" in text.split()[1] or "%rax,%es" in text else 4 if "l" in text.split()[1] else 1
        return [(value_of("rdi"), unit * value_of("rcx"))]
    mnemonic, _, rest = text.partition(" ")
    rest = rest.strip()
    if mnemonic in ("push", "pushq"):
        return [(value_of("rsp") - 8, 8)]
    if any(text.startswith(one) for one in READERS) or not rest:
        return []
    parts = operands(rest)
    at = address(parts[-1])
    if at is None:
        return []
    return [(at, size_of(mnemonic, parts[0]))]


def memory(inferior, lo, hi):
    return bytes(inferior.read_memory(lo, hi - lo))


def inside(pc, lo, hi, words):
    """Steps through duffzero or duffcopy, whose writes count as those of the call."""
    length = gdb.selected_frame().architecture().disassemble(pc)[0]["length"]
    gdb.execute("stepi", to_string=True)
    while value_of("rip") != pc + length:
        for start, size in written(gdb.execute("x/i $pc", to_string=True).replace("=> ", "")):
            for at in range(start & ~7, start + size, 8):
                if lo <= at < hi:
                    words[at] = pc
        gdb.execute("stepi", to_string=True)


def trace(function, activation):
    inferior = gdb.selected_inferior()
    stack = value_of("rsp")
    cfa = stack + 8
    hi = cfa + function["arguments"]
    lo = cfa - 16 - function["frame"]
    words = {}
    # What is below the stack pointer is nobody's yet: garbage makes every first write a change.
    for i, at in enumerate(range(lo, stack, 8)):
        inferior.write_memory(at, struct.pack("<Q", GARBAGE + i))
    for _ in range(LIMIT):
        pc = value_of("rip")
        if not function["entry"] <= pc < function["end"]:
            # Back in the caller; a tail call or a stack that has grown ends the trace as well.
            return
        line = gdb.execute("x/i $pc", to_string=True).replace("=> ", "")
        text = line.split("\t", 1)[1].strip()
        before = memory(inferior, lo, hi)
        if text.startswith("call"):
            record = {"function": function["name"], "call": pc, "activation": activation, "words": {}}
            low = value_of("rsp")
            for at in range(low, hi, 8):
                if not cfa - 16 <= at < cfa:
                    record["words"][str(at - cfa)] = words.get(at, 0)
            out.write(json.dumps(record) + "\n")
            if "<runtime.duff" in text:
                inside(pc, lo, hi, words)
                continue
            length = gdb.selected_frame().architecture().disassemble(pc)[0]["length"]
            # What these write is known even where it changes nothing.
            bulk = {"<runtime.memmove>": "rcx", "<runtime.memclrNoHeapPointers>": "rbx", "<runtime.memclrHasPointers>": "rbx"}
            ranges = [(value_of("rax"), value_of(size)) for name, size in bulk.items() if name in text]
            stop = gdb.Breakpoint("*%d" % (pc + length), internal=True, temporary=True)
            stop.silent = True
            stop.condition = "$rsp == %d" % low
            gdb.execute("continue", to_string=True)
            if not gdb.selected_inferior().pid or value_of("rip") != pc + length:
                return
            calls = True
        else:
            ranges = written(line)
            calls = False
            gdb.execute("stepi", to_string=True)
        after = memory(inferior, lo, hi)
        explained = set()
        for start, size in ranges:
            for at in range(start & ~7, start + size, 8):
                explained.add(at)
                if lo <= at < hi:
                    words[at] = pc
        for at in range(lo, hi, 8):
            if before[at - lo : at - lo + 8] == after[at - lo : at - lo + 8] or at in explained:
                continue
            if calls:
                words[at] = pc
            else:
                out.write(json.dumps({"unexplained": text, "pc": pc, "offset": at - cfa}) + "\n")


class Entry(gdb.Breakpoint):
    def __init__(self, function):
        super().__init__("*%d" % function["entry"], internal=True)
        self.function = function
        self.silent = True
        self.count = 0


gdb.execute("set pagination off")
gdb.execute("set confirm off")
gdb.execute("set disassembly-flavor att")
gdb.execute("handle SIGURG nostop noprint pass")
entries = {one["entry"]: Entry(one) for one in functions}


def resume(command):
    """Lets the program run; false when it has ended."""
    try:
        gdb.execute(command, to_string=True)
    except gdb.error as error:
        # How gdb puts it when the last thread is gone before it looks.
        if "No such process" not in str(error):
            raise
        return False
    return gdb.selected_inferior().pid != 0


running = resume("run > /dev/null 2>&1")
while running:
    entry = entries.get(value_of("rip"))
    if entry is not None:
        entry.count += 1
        # Functions that a traced one calls are part of its calls.
        for one in entries.values():
            one.enabled = False
        trace(entry.function, entry.count)
        for one in entries.values():
            one.enabled = one.count < ACTIVATIONS
    running = gdb.selected_inferior().pid != 0 and resume("continue")
out.close()
