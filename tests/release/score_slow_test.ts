import { assertEquals } from "@std/assert";
import { packages } from "../../release/packages.ts";
import { elsewhere, percentOf, scoreOf } from "../../release/score.ts";

for (const each of await packages()) {
  Deno.test(`${each.name} has all the points of JSR that its files can have`, async () => {
    const criteria = await scoreOf(each);
    assertEquals(criteria.filter(({ points, of }) => points < of), []);
    // One point of those that are set elsewhere may be lost.
    const [lost, ...others] = elsewhere.map((each) => ({ ...each, points: each.of }));
    assertEquals(percentOf([...criteria, ...others, { ...lost!, points: 0 }]), 100);
    assertEquals(percentOf(criteria), 82);
  });
}
