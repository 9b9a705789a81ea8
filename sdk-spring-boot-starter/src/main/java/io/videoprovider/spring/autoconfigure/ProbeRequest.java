package io.videoprovider.spring.autoconfigure;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.MappingMatch;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A POST that nobody sent: it has a path, attributes and a session, and nothing else. */
// getRequestURL() is a StringBuffer, and equals() of a stub is about the stub itself.
@SuppressWarnings({"JdkObsolete", "ReferenceEquality"})
final class ProbeRequest {

    private final Map<String, Object> answers = new HashMap<>();

    /**
     * A request.
     *
     * @param servletPrefix where the servlet is; {@code ""} for the root
     * @param path below that
     */
    ProbeRequest(ServletContext context, String servletPrefix, String path) {
        String uri = context.getContextPath() + servletPrefix + path;
        answers.put("getMethod", "POST");
        answers.put("getContextPath", context.getContextPath());
        answers.put("getRequestURI", uri);
        answers.put("getRequestURL", new StringBuffer("https://localhost" + uri));
        answers.put("getServletPath", servletPrefix.isEmpty() ? path : servletPrefix);
        if (!servletPrefix.isEmpty()) {
            answers.put("getPathInfo", path);
        }
        answers.put(
                "getHttpServletMapping",
                new Mapping(
                        servletPrefix.isEmpty() ? "" : path.substring(1),
                        servletPrefix.isEmpty() ? "/" : servletPrefix + "/*",
                        servletPrefix.isEmpty() ? MappingMatch.DEFAULT : MappingMatch.PATH));
        answers.put("getServletContext", context);
        answers.put("getDispatcherType", DispatcherType.REQUEST);
        answers.put("getProtocol", "HTTP/1.1");
        answers.put("getScheme", "https");
        answers.put("isSecure", true);
        answers.put("getServerName", "localhost");
        answers.put("getServerPort", 443);
        // An address that nobody has.
        answers.put("getRemoteAddr", "192.0.2.1");
        answers.put("getRemoteHost", "192.0.2.1");
        answers.put("getLocale", Locale.ROOT);
        answers.put("getSession", stub(HttpSession.class, Map.of("getId", "none", "isNew", true)));
    }

    HttpServletRequest request() {
        return stub(HttpServletRequest.class, answers);
    }

    /** A response that nobody reads. */
    static HttpServletResponse response() {
        return stub(
                HttpServletResponse.class,
                Map.of("getWriter", new PrintWriter(Writer.nullWriter()), "getOutputStream", new Nowhere()));
    }

    private static <T> T stub(Class<T> type, Map<String, Object> answers) {
        Map<Object, Object> attributes = new HashMap<>();
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (stub, method, given) -> {
            Object answer = answers.get(method.getName());
            if (answer != null) {
                return answer;
            }
            return switch (method.getName()) {
                case "getAttribute" -> attributes.get(given[0]);
                case "setAttribute" -> attributes.put(given[0], given[1]);
                case "removeAttribute" -> attributes.remove(given[0]);
                case "equals" -> stub == given[0];
                case "hashCode" -> System.identityHashCode(stub);
                case "toString" -> type.getSimpleName() + " of a check";
                default -> method.isDefault() ? InvocationHandler.invokeDefault(stub, method, given) : nothing(method);
            };
        }));
    }

    private static @Nullable Object nothing(Method method) {
        Class<?> type = method.getReturnType();
        if (type == boolean.class) {
            return false;
        }
        if (type == int.class) {
            return 0;
        }
        if (type == long.class) {
            return 0L;
        }
        if (type == Enumeration.class) {
            return Collections.emptyEnumeration();
        }
        if (type == Map.class) {
            return Map.of();
        }
        return type == Collection.class ? List.of() : null;
    }

    private record Mapping(String getMatchValue, String getPattern, MappingMatch getMappingMatch)
            implements HttpServletMapping {

        @Override
        public String getServletName() {
            return "dispatcherServlet";
        }
    }

    private static final class Nowhere extends ServletOutputStream {

        private final OutputStream nowhere = OutputStream.nullOutputStream();

        @Override
        public void write(int b) throws java.io.IOException {
            nowhere.write(b);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {}
    }
}
