/** How to do some things with SSH connections, one class each. */
package org.example.tasks;
