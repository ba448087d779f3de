import { bqEmulator } from "./emulator.ts";
import { testOn } from "./suite.ts";

await testOn(bqEmulator);
