/**
 * A terminal's screen: what a person sees of the bytes that a program wrote to it.
 *
 * @module
 */

/** A screen of so many columns and rows; what scrolls off its top is kept. */
export class Screen {
  readonly #rows: number;
  readonly #columns: number;
  readonly #lines: string[] = [""];
  #top = 0;
  #row = 0;
  #column = 0;

  /** Makes an empty screen. */
  constructor(columns: number, rows: number) {
    this.#columns = columns;
    this.#rows = rows;
  }

  /** Every line, those that scrolled off included, without spaces at the end of a line. */
  get lines(): string[] {
    return this.#lines.map((line) => line.trimEnd());
  }

  /** Writes what a program wrote. */
  write(output: string): void {
    // deno-lint-ignore no-control-regex
    const part = /\x1b\[([?\d;]*)([A-Za-z])|\x1b./y;
    for (let at = 0; at < output.length;) {
      part.lastIndex = at;
      const [sequence, parameter, command] = part.exec(output) ?? [];
      if (sequence === undefined) this.#put(output[at]!);
      else if (command !== undefined) this.#control(command, parameter!);
      else throw new Error(`Unknown sequence ${JSON.stringify(sequence)}`);
      at += sequence?.length ?? 1;
    }
  }

  #put(character: string): void {
    if (character === "\r") this.#column = 0;
    else if (character === "\n") this.#down();
    else {
      if (this.#column === this.#columns) {
        this.#column = 0;
        this.#down();
      }
      this.#replace(this.#column, character);
      this.#column++;
    }
  }

  #down(): void {
    this.#row++;
    if (this.#row === this.#lines.length) this.#lines.push("");
    this.#top = Math.max(this.#top, this.#row - this.#rows + 1);
  }

  /** Puts text over what stands from a column on. */
  #replace(column: number, text: string, rest = true): void {
    const line = this.#lines[this.#row]!.padEnd(column);
    this.#lines[this.#row] = line.slice(0, column) + text +
      (rest ? line.slice(column + text.length) : "");
  }

  /** ECMA-48: cursor up, down, forward and to a column; erase in line and in display; colours. */
  #control(command: string, parameter: string): void {
    const count = Number(parameter || 1);
    if (command === "A") this.#row = Math.max(this.#top, this.#row - count);
    else if (command === "B") { for (let i = 0; i < count; i++) this.#down(); }
    else if (command === "C") this.#column = Math.min(this.#columns - 1, this.#column + count);
    else if (command === "G") this.#column = Math.max(0, count - 1);
    else if (command === "K" && parameter === "2") this.#lines[this.#row] = "";
    else if (command === "K") this.#replace(this.#column, "", false);
    else if (command === "J") {
      this.#replace(this.#column, "", false);
      this.#lines.length = this.#row + 1;
    } else if (!"mhl".includes(command)) {
      throw new Error(`Unknown sequence ${parameter}${command}`);
    }
  }
}
