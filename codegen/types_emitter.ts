/**
 * Extracts documented interfaces and the `paths` type from what openapi-typescript makes of the spec.
 *
 * @module
 */

import openapiTS, { astToString, type OpenAPI3 } from "openapi-typescript";
import ts from "typescript";
import { SpecError } from "./errors.ts";
import { queryName } from "./names.ts";
import type { Node } from "./node.ts";
import { prepared } from "./prepared.ts";
import type { Spec } from "./spec.ts";
import { formatAliases, stringType } from "./string_types.ts";
import { commentText, importOf } from "./text.ts";

/** The text of `types.ts` and `paths.ts`. */
export interface EmittedTypes {
  /** One interface per component schema, and one per list for its query. */
  readonly types: string;
  /** The `paths` type that openapi-fetch takes, on top of those interfaces. */
  readonly paths: string;
}

/**
 * Emits the types of a spec.
 *
 * @throws {SpecError} when openapi-typescript refuses the document.
 */
export async function emitTypes(spec: Spec): Promise<EmittedTypes> {
  const { schemas } = spec;
  const ast = await syntaxOf(spec.document);
  const roots = new Map(
    ast.filter(ts.isInterfaceDeclaration).map((root) => [root.name.text, root]),
  );
  const components = roots.get("components")!;

  const interfaces = membersOf(memberType(components.members, "schemas")).map((member) =>
    declaration(
      nameOf(member),
      typeOf(member),
      String((schemas[nameOf(member)] as Node).description ?? ""),
    )
  );
  const queries = spec.lists.map(({ place, recordName, route, pagination }) => {
    const operation = memberType(membersOf(memberType(roots.get("paths")!.members, route)), "get");
    const query = memberType(
      membersOf(memberType(membersOf(operationType(operation, roots)), "parameters")),
      "query",
    );
    if (!ts.isTypeLiteralNode(query)) throw new SpecError(place, "it has no query parameters");
    return declaration(
      queryName(recordName),
      queryType(query, components, pagination.reverseParam),
      `Query parameters of GET ${route}.`,
    );
  });

  const names = Object.keys(schemas);
  const lifted = roots.values().filter(({ name }) => name.text in rootDocs).map((root) =>
    withDocs(withLiftedSchemas(root, names))
  );
  const types = [...interfaces, ...queries].map(byName);
  const paths = [...lifted].map(byName);
  return {
    types: [formatImport(types), print(types)].filter((each) => each).join("\n"),
    paths: `${formatImport(paths)}${importOf(names, "./types.ts", "type")}\n${print(paths)}`,
  };
}

async function syntaxOf(document: Node): Promise<ts.Node[]> {
  try {
    return await openapiTS(prepared(document) as OpenAPI3, { silent: true, transform: stringType });
  } catch (error) {
    const [line] = String(error instanceof Error ? error.message : error).split("\n");
    throw new SpecError(["(document)"], `openapi-typescript refuses it: ${line}`);
  }
}

/** A top-level interface, or an alias where the schema is not an object with members. */
function declaration(name: string, type: ts.TypeNode, description: string): ts.Statement {
  const modifiers = [ts.factory.createModifier(ts.SyntaxKind.ExportKeyword)];
  const members = membersOf(type);
  const node = members.length > 0
    ? ts.factory.createInterfaceDeclaration(modifiers, name, undefined, undefined, members)
    : ts.factory.createTypeAliasDeclaration(modifiers, name, undefined, type);
  return withComment(node, description);
}

function withComment<Node extends ts.Node>(node: Node, text: string): Node {
  const { MultiLineCommentTrivia } = ts.SyntaxKind;
  return ts.addSyntheticLeadingComment(
    node,
    MultiLineCommentTrivia,
    `* ${commentText(text)} `,
    true,
  );
}

/** Replaces `components["schemas"]["Name"]` by `Name`. */
function byName<Root extends ts.Node>(root: Root): Root {
  const transform: ts.TransformerFactory<ts.Node> = (context) => {
    const visit = (node: ts.Node): ts.Node => {
      const name = indexOf(node, "schemas");
      return name === undefined
        ? ts.visitEachChild(node, visit, context)
        : ts.factory.createTypeReferenceNode(name);
    };
    return visit;
  };
  return ts.transform(root, [transform]).transformed[0] as Root;
}

/** The `name` of `components["group"]["name"]`. */
function indexOf(node: ts.Node, group: string): string | undefined {
  if (!ts.isIndexedAccessTypeNode(node) || !ts.isIndexedAccessTypeNode(node.objectType)) return;
  const { objectType, indexType } = node.objectType;
  if (!ts.isTypeReferenceNode(objectType)) return;
  const root = ts.isIdentifier(objectType.typeName) ? objectType.typeName.text : "";
  return root === "components" && literalText(indexType) === group
    ? literalText(node.indexType)
    : undefined;
}

function literalText(node: ts.TypeNode): string | undefined {
  return ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal)
    ? node.literal.text
    : undefined;
}

/** Replaces the bodies of `components.schemas` by the names of the lifted interfaces. */
function withLiftedSchemas(
  root: ts.InterfaceDeclaration,
  names: readonly string[],
): ts.InterfaceDeclaration {
  if (root.name.text !== "components") return root;
  const { factory } = ts;
  const schemas = factory.createTypeLiteralNode(
    names.map((name) =>
      factory.createPropertySignature(
        undefined,
        name,
        undefined,
        factory.createTypeReferenceNode(name),
      )
    ),
  );
  const members = root.members.map((member) =>
    ts.isPropertySignature(member) && nameOf(member) === "schemas"
      ? factory.updatePropertySignature(member, member.modifiers, member.name, undefined, schemas)
      : member
  );
  return factory.updateInterfaceDeclaration(
    root,
    root.modifiers,
    root.name,
    root.typeParameters,
    root.heritageClauses,
    members,
  );
}

/** What the interfaces of `paths.ts` and their members are. */
const rootDocs: Readonly<Record<string, readonly [string, (member: string) => string]>> = {
  paths: ["The routes of the API.", (route) => `The methods of \`${route}\`.`],
  components: ["What the operations share.", (kind) => `The shared ${kind}.`],
  operations: ["The operations of the API.", (id) => `What \`${id}\` takes and answers.`],
};

function withDocs(root: ts.InterfaceDeclaration): ts.InterfaceDeclaration {
  const [doc, docOf] = rootDocs[root.name.text]!;
  for (const member of root.members.filter(ts.isPropertySignature)) {
    withComment(member, docOf(nameOf(member)));
  }
  return withComment(root, doc);
}

/** An operation's type, which openapi-typescript declares separately when it has an `operationId`. */
function operationType(
  node: ts.TypeNode,
  roots: ReadonlyMap<string, ts.InterfaceDeclaration>,
): ts.TypeNode {
  if (!ts.isIndexedAccessTypeNode(node)) return node;
  return memberType(roots.get("operations")!.members, literalText(node.indexType)!);
}

/**
 * Writes the types of shared parameters where they are used, takes `undefined` for a parameter that is left out, and
 * leaves out the one that reads a list backwards, which the client refuses.
 */
function queryType(
  query: ts.TypeLiteralNode,
  components: ts.InterfaceDeclaration,
  reverseParam: string | undefined,
): ts.TypeLiteralNode {
  const parameters = query.members.filter(ts.isPropertySignature)
    .filter((member) => nameOf(member) !== reverseParam);
  const members = parameters.map((member) => {
    const shared = indexOf(typeOf(member), "parameters");
    const type = shared === undefined
      ? typeOf(member)
      : memberType(membersOf(memberType(components.members, "parameters")), shared);
    return ts.factory.updatePropertySignature(
      member,
      member.modifiers,
      member.name,
      member.questionToken,
      member.questionToken ? orUndefined(type) : type,
    );
  });
  return ts.factory.createTypeLiteralNode(members);
}

function orUndefined(type: ts.TypeNode): ts.TypeNode {
  const { UndefinedKeyword } = ts.SyntaxKind;
  return ts.factory.createUnionTypeNode([type, ts.factory.createKeywordTypeNode(UndefinedKeyword)]);
}

function membersOf(type: ts.TypeNode): readonly ts.PropertySignature[] {
  return ts.isTypeLiteralNode(type) ? type.members.filter(ts.isPropertySignature) : [];
}

function memberType(members: Iterable<ts.TypeElement>, name: string): ts.TypeNode {
  for (const member of members) {
    if (ts.isPropertySignature(member) && nameOf(member) === name) return typeOf(member);
  }
  throw new TypeError(`Cannot read the output of openapi-typescript: it has no '${name}'`);
}

function typeOf(member: ts.PropertySignature): ts.TypeNode {
  return member.type!;
}

function nameOf({ name }: ts.PropertySignature): string {
  return ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : "";
}

/** Imports the aliases of formats that the nodes refer to. */
function formatImport(nodes: readonly ts.Node[]): string {
  const used = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName)) {
      used.add(node.typeName.text);
    }
    ts.forEachChild(node, visit);
  };
  nodes.forEach(visit);
  const names = Object.values(formatAliases).filter((name) => used.has(name));
  return importOf(names, "../client/formats.ts", "type");
}

function print(nodes: readonly ts.Node[]): string {
  return astToString([...nodes]);
}
