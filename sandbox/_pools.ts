/**
 * The words that records are made of. They are collected once; making a record only picks from them.
 *
 * @module
 */

import { faker } from "@faker-js/faker/locale/en";

/** Words to pick from, by what they are. */
export interface Pools {
  readonly companies: readonly string[];
  readonly people: readonly string[];
  readonly undertakings: readonly string[];
  readonly tasks: readonly string[];
  readonly jobTitles: readonly string[];
  readonly departments: readonly string[];
  readonly levels: readonly string[];
  readonly skills: readonly string[];
  readonly cities: readonly string[];
  readonly streetAddresses: readonly string[];
  readonly sentences: readonly string[];
  readonly paragraphs: readonly string[];
  readonly domains: readonly string[];
  readonly urls: readonly string[];
  readonly industries: readonly string[];
  readonly currencies: readonly string[];
  readonly categories: readonly string[];
  readonly units: readonly string[];
  readonly stages: readonly string[];
  readonly celebrations: readonly string[];
  readonly terms: readonly string[];
  readonly trips: readonly string[];
}

let made: Pools | undefined;

/** Returns the pools, made on the first call. They do not depend on a sandbox's seed. */
export function pools(): Pools {
  return made ??= make();
}

function make(): Pools {
  faker.seed(20_240_229);
  // A loader must carry letters beyond ASCII, quotes and emoji unharmed.
  return {
    companies: ["Müller & Söhne GmbH", "Café Étoile", 'Øresund "Blue" A/S', "株式会社サンプル"]
      .concat(distinct(500, () => faker.company.name())),
    people: ["Zoë O’Brien", "François Lefèvre", "Łukasz Żak", "Anaïs Nuñez"]
      .concat(distinct(800, () => `${faker.person.firstName()} ${faker.person.lastName()}`)),
    undertakings: distinct(500, () => capital(faker.company.catchPhrase())),
    tasks: ["Ship it 🚀"].concat(
      distinct(400, () => capital(`${faker.hacker.verb()} the ${faker.hacker.noun()}`)),
    ),
    jobTitles: distinct(60, () => faker.person.jobTitle()),
    departments: ["Strategy", "Design", "Engineering", "Data", "Marketing", "Research", "Delivery"],
    levels: ["Junior", "Intermediate", "Senior", "Lead", "Principal"],
    skills: distinct(20, () => capital(faker.hacker.noun())),
    cities: distinct(40, () => faker.location.city()),
    streetAddresses: distinct(
      200,
      () =>
        `${faker.location.streetAddress()}\n${faker.location.zipCode()} ${faker.location.city()}`,
    ),
    sentences: distinct(300, () => faker.lorem.sentence()),
    paragraphs: distinct(100, () => faker.lorem.paragraphs(2, "\n\n")),
    domains: distinct(200, () => faker.internet.domainName()),
    urls: distinct(100, () => `https://drive.example.com/${faker.lorem.slug()}`),
    industries: ["Architecture", "Education", "Energy", "Finance", "Healthcare", "Law", "Retail"],
    currencies: ["USD", "EUR", "GBP", "CAD", "AUD", "CHF", "JPY"],
    categories: [
      "Airfare",
      "Lodging",
      "Meals",
      "Mileage",
      "Software",
      "Training",
      "Taxi",
      "Parking",
    ],
    units: ["mile", "km", "day", "night"],
    stages: ["Prospect", "Qualified", "Discovery", "Proposal", "Negotiation", "Won", "Lost"],
    celebrations: ["New Year’s Day", "Labour Day", "Midsummer", "Thanksgiving", "Boxing Day"],
    terms: ["Due on receipt", "Net 10", "Net 15", "Net 30", "Net 45", "Net 60", "Net 90"],
    trips: distinct(100, () => `Trip to ${faker.location.city()}`),
  };
}

function distinct(count: number, next: () => string): string[] {
  const words = new Set<string>();
  for (let tries = 0; words.size < count && tries < count * 10; tries++) words.add(next());
  return [...words];
}

function capital(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}
