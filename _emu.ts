import { bqEmulator, localBigQuery, startEmulator } from "./tests/bigquery/emulator.ts";
const kind = Deno.args[0] === "bq" ? bqEmulator : localBigQuery;
const e = await startEmulator(kind);
await Deno.writeTextFile(`/tmp/emu_${Deno.args[0]}`, e!.url);
console.log(e!.url);
setInterval(() => {}, 1e6);
