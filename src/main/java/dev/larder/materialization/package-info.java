/** The newest value per entity, placed by slot, into the online store. */
package dev.larder.materialization;
