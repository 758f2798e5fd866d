import type { Path } from '../findings/finding.ts';
import { type Row, type TableName, tables } from '../target/tables.ts';
import type { FileRequest, View } from './request.ts';

/** The values of a table's template. */
export function tableView<Name extends TableName>(name: Name, rows: readonly Row<Name>[]): View {
  return { template: tables[name].template, values: { rows } };
}

/** One of the agent's tables as a file of the overlay. */
export function tableFile<Name extends TableName>(name: Name, rows: readonly Row<Name>[], paths: Path[]) {
  return { path: tables[name].path, view: tableView(name, rows), paths } satisfies FileRequest;
}
