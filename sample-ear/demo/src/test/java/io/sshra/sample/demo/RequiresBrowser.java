package io.sshra.sample.demo;

import io.sshra.testing.RequiresPrograms;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Runs if Chromium and its driver are installed: Debian's chromium and chromium-driver. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@RequiresPrograms({"chromium", "chromedriver"})
@interface RequiresBrowser {
}
