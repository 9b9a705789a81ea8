package io.videoprovider.examples.readme;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The empty application to which README.md adds. */
@SpringBootApplication
class NewApplication {}
