/** Redshift expressions and the first row that Redshift returns for them, as text; null is SQL null. */
export type ConformanceCase = readonly [sql: string, ...expected: readonly (string | null)[]]

/** Tables that the cases read. */
export const conformanceSetup = `
create table t(i int, b bigint, d decimal(10,2), f double, s varchar, day date, ts timestamp, tz timestamptz, ok boolean, j json);
insert into t values
 (1, 10, 100.50, 1.5, 'paid', '2024-01-15', '2024-01-15 10:30:45', '2024-01-15 10:30:45+00', true, '{"a":{"b":1},"items":[1,2,3],"name":"x"}'),
 (2, 10, 50.25, 2.0, 'open', '2024-02-29', '2024-02-29 23:59:59', '2024-02-29 23:59:59+00', false, '{"a":{"b":2},"items":[4]}'),
 (4, 20, 75.00, -0.5, 'paid', '2024-03-31', '2024-03-31 00:00:00', '2024-03-31 00:00:00+00', true, null),
 (7, null, null, null, null, null, null, null, null, null);
create table codes(id int, code char(5), state char(2));
insert into codes values (1, 'ab', 'CA'), (2, 'ab', 'NY'), (3, 'c', null);
create table u(id int, name varchar, parent int);
create table padded(n int, x varchar, y varchar);
insert into padded values (1, 'a', 'p'), (2, 'a ', 'p  '), (3, 'b ', 'q'), (4, '', 'r'), (5, null, 's');
create table sales(id int, price decimal(8,2), fee decimal(8,2), qty smallint, total decimal(12,2));
insert into sales values (1, 10.00, 3.00, 4, 100.00), (2, 20.00, 3.00, 3, 200.01), (3, -20.00, 3.00, 7, -0.05);
insert into u values (1, 'Ann', null), (2, 'Bob', 1), (3, 'Cy', 2);
`
