/**
 * Joins the texts of rows into the text of a page.
 *
 * @module
 */

import type { Resource } from "@workspace-sync/sdk";
import type { Table } from "./_table.ts";

const encoder = new TextEncoder();

/** Writes pages into one buffer that grows to the largest of them. */
export class PageWriter {
  #buffer = new Uint8Array(0x10000);
  #length = 0;

  /** Writes the envelope around rows. The bytes are good until the next page is written. */
  write(
    { pagination: { items, hasMore } }: Resource,
    table: Table,
    rows: readonly number[],
    more: boolean,
  ): Uint8Array<ArrayBuffer> {
    this.#length = 0;
    this.#put(encoder.encode(`{${JSON.stringify(items)}:[`));
    table.write(rows, (bytes) => this.#put(bytes));
    this.#put(encoder.encode(`],${JSON.stringify(hasMore)}:${more}}`));
    return this.#buffer.subarray(0, this.#length);
  }

  #put(bytes: Uint8Array): void {
    const end = this.#length + bytes.length;
    if (end > this.#buffer.length) {
      const larger = new Uint8Array(end * 2);
      larger.set(this.#buffer);
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.#length);
    this.#length = end;
  }
}
