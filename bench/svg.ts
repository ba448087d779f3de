/**
 * Draws pictures that are light or dark as the reader's screen is, and say in words what they show.
 *
 * @module
 */

/** A picture. */
export interface Picture {
  /** Width and height, in pixels. */
  readonly size: readonly [width: number, height: number];
  /** What it shows. */
  readonly title: string;
  /** What can be read from it. */
  readonly description: string;
  /** Rules for a light screen, and for a dark one. */
  readonly style: { readonly light: string; readonly dark: string };
  /** Its elements, on the paper. */
  readonly elements: readonly string[];
}

/** Writes a picture as an SVG. */
export function svg(
  { size: [width, height], title, description, style, elements }: Picture,
): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title desc" ` +
    `viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title id="title">${escape(title)}</title>`,
    `<desc id="desc">${escape(description)}</desc>`,
    `<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328; }
.paper { fill: #ffffff; }
.title { font-weight: 600; }
.grid { stroke: #d1d9e0; }
${style.light}
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc; }
.paper { fill: #0d1117; }
.grid { stroke: #3d444d; }
${style.dark}
}
</style>`,
    `<path class="paper" d="M0 0H${width}V${height}H0Z"/>`,
    ...elements,
    "</svg>\n",
  ].join("\n");
}

/** Writes a text so that it stays one. */
export function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
