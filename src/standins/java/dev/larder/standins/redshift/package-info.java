/** A Redshift for tests: PostgreSQL's wire protocol, with Redshift's statements, over DuckDB. */
package dev.larder.standins.redshift;
