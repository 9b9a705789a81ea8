package io.videoprovider.examples.springboot;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Video consultations. A property selects the vendor; the code is the same for both. */
@SpringBootApplication
public class ConsultationsApplication {

    /** Starts the application. */
    public static void main(String[] arguments) {
        SpringApplication.run(ConsultationsApplication.class, arguments);
    }
}
