package io.videoprovider.examples.springboot;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Doctors see patients by video. Which vendor carries it is a property; the rest does not know. */
@SpringBootApplication
public class ConsultationsApplication {

    /** Starts it. */
    public static void main(String[] arguments) {
        SpringApplication.run(ConsultationsApplication.class, arguments);
    }
}
