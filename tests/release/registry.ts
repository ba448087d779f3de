/**
 * A registry in the manner of JSR, in memory: takes what `deno publish` uploads, and serves it.
 *
 * @module
 */

import { run } from "../../release/run.ts";

/** A registry that is running. */
export interface Registry extends AsyncDisposable {
  /** What makes a Deno use it. */
  readonly env: Readonly<Record<string, string>>;
  /** Name -> the files of its only version. */
  readonly packages: ReadonlyMap<string, ReadonlyMap<string, Uint8Array<ArrayBuffer>>>;
}

/** Modules of the standard library that the registry has: those of its build for npm. */
const std: Readonly<
  Record<string, { readonly version: string; readonly modules: readonly string[] }>
> = {
  "@std/async": { version: "1.5.0", modules: ["delay", "retry"] },
  "@std/cli": { version: "1.0.32", modules: ["parse_args", "prompt_secret"] },
  "@std/fmt": { version: "1.0.10", modules: ["colors"] },
  "@std/text": { version: "1.0.19", modules: ["closest_string", "levenshtein_distance"] },
};

/** Starts a registry. */
export function serveRegistry(): Registry {
  const packages = new Map<string, Map<string, Uint8Array<ArrayBuffer>>>();
  const encoder = new TextEncoder();
  for (const [name, { version, modules }] of Object.entries(std)) {
    const exports = modules.map((module) => [`./${module.replaceAll("_", "-")}`, `./${module}.ts`]);
    const files = modules.map((module) =>
      [
        `${module}.ts`,
        `export * from "npm:deno-std@1.4.0/${name.slice("@std/".length)}/${module}.js";\n`,
      ] as const
    );
    const config = JSON.stringify({ name, version, exports: Object.fromEntries(exports) });
    packages.set(
      name,
      new Map(
        [...files, ["deno.json", config] as const].map((
          [path, text],
        ) => [path, encoder.encode(text)]),
      ),
    );
  }

  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const { pathname } = new URL(request.url);
    const upload = /^\/api\/scopes\/([^/]+)\/packages\/([^/]+)(\/versions\/[^/]+)?$/.exec(pathname);
    if (upload) {
      const [, scope, name, version] = upload;
      if (version) {
        if (!request.body) return Response.json({ code: "versionNotFound" }, { status: 404 });
        packages.set(`@${scope}/${name}`, await unpacked(request.body));
      }
      return Response.json({ id: "1", scope, name, status: "success" });
    }
    const [, name, path] = /^\/(@[^/]+\/[^/]+)\/(.+)$/.exec(pathname) ?? [];
    const files = packages.get(name ?? "");
    if (!files) return new Response("not found", { status: 404 });
    const { version, exports } = JSON.parse(new TextDecoder().decode(files.get("deno.json")));
    if (path === "meta.json") return Response.json({ versions: { [version]: {} } });
    if (path === `${version}_meta.json`) {
      const manifest = await Promise.all(
        [...files].map(async ([file, bytes]) => [`/${file}`, await checksumOf(bytes)]),
      );
      return Response.json({
        manifest: Object.fromEntries(manifest),
        exports: typeof exports === "string" ? { ".": exports } : exports,
      });
    }
    const bytes = files.get(path!.replace(`${version}/`, ""));
    return bytes ? new Response(bytes) : new Response("not found", { status: 404 });
  });
  const url = `http://127.0.0.1:${server.addr.port}/`;
  return {
    env: { JSR_URL: url },
    packages,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

async function checksumOf(bytes: Uint8Array<ArrayBuffer>) {
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return { size: bytes.length, checksum: `sha256-${new Uint8Array(hash).toHex()}` };
}

/** The files of an upload, which is a compressed tarball. */
async function unpacked(body: ReadableStream<Uint8Array<ArrayBuffer>>) {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeFile(`${folder}/upload.tgz`, body);
    await Deno.mkdir(`${folder}/files`);
    await run(["tar", "--extract", "--file=../upload.tgz"], `${folder}/files`);
    return new Map(await read(`${folder}/files/`));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function read(folder: string, below = ""): Promise<[string, Uint8Array<ArrayBuffer>][]> {
  const files: [string, Uint8Array<ArrayBuffer>][] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder + below)) {
    if (isDirectory) files.push(...await read(folder, `${below}${name}/`));
    else files.push([below + name, await Deno.readFile(folder + below + name)]);
  }
  return files;
}
