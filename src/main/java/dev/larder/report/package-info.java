/** What people read of a job; masks what is sensitive. */
package dev.larder.report;
