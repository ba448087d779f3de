import { localBigQuery } from "./emulator.ts";
import { testOn } from "./suite.ts";

await testOn(localBigQuery);
