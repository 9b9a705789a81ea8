package io.videoprovider.testkit;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedTypeVariable;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Calls the public constructors and methods of packages with one wrong argument at a time, and reports the calls that do not throw the
 * error that they should. All other arguments are valid: samples, which it creates from public factories, builders and constructors
 * unless one was {@linkplain #with given}. Not thread-safe.
 */
public final class PublicApi {

    /** The types whose calls are tested. */
    private final Set<Class<?>> types = new LinkedHashSet<>();

    private final Map<Class<?>, Supplier<?>> samples = new LinkedHashMap<>();
    private final Set<String> exceptions = new HashSet<>();
    private final Set<String> unusedExceptions = new LinkedHashSet<>();
    private final Class<? extends RuntimeException> error;

    /** The error that a call with a wrong argument must throw. */
    public PublicApi(Class<? extends RuntimeException> error) {
        this.error = error;
    }

    /** Adds the public classes of the packages that a module exports. */
    public PublicApi module(Path classes) throws IOException {
        for (ModuleDescriptor.Exports exported : ModuleFinder.of(classes)
                .findAll()
                .iterator()
                .next()
                .descriptor()
                .exports()) {
            String name = exported.source();
            try (Stream<Path> files = Files.list(classes.resolve(name.replace('.', '/')))) {
                files.map(file -> file.getFileName().toString())
                        .filter(file -> file.endsWith(".class") && !file.startsWith("package-info"))
                        .sorted()
                        .map(file -> load(name + "." + file.substring(0, file.length() - ".class".length())))
                        .filter(PublicApi::isPublic)
                        .forEach(types::add);
            }
        }
        return this;
    }

    /** Adds types, such as an interface of another module that this one implements. */
    public PublicApi types(Class<?>... more) {
        types.addAll(List.of(more));
        return this;
    }

    /** Gives a sample of a type. */
    public <T> PublicApi with(Class<T> type, Supplier<? extends T> sample) {
        samples.put(type, sample);
        return this;
    }

    /** Leaves out calls, such as {@code Check} or {@code Check.notNull}, or parameters, such as {@code Check.notNull(field)}. */
    public PublicApi except(String... calls) {
        exceptions.addAll(List.of(calls));
        unusedExceptions.addAll(List.of(calls));
        return this;
    }

    /** Returns the calls that accept a null, or throw something else than the error that names the parameter. */
    public List<String> acceptedNulls() {
        List<String> problems = new ArrayList<>();
        forEachParameter((call, index, problem) -> {
            AnnotatedType type = call.types().get(index);
            if (rawType(type.getType()).isPrimitive() || isNullable(type)) {
                return;
            }
            problem.ifFails(null, "must not be null").ifPresent(problems::add);
            for (Object hole : withNulls(type)) {
                problem.ifFails(hole, "must not contain null").ifPresent(problems::add);
            }
        });
        return problems;
    }

    /** Returns the calls that throw another exception for a time or a duration that is too large or too small. */
    public List<String> overflowingTimes() {
        List<String> problems = new ArrayList<>();
        forEachParameter((call, index, problem) -> {
            Class<?> type = rawType(call.types().get(index).getType());
            List<?> extremes = type == Instant.class
                    ? List.of(Instant.MIN, Instant.MAX)
                    : type == Duration.class
                            ? List.of(
                                    Duration.ofSeconds(Long.MIN_VALUE), Duration.ofSeconds(Long.MAX_VALUE, 999_999_999))
                            : List.of();
            for (Object extreme : extremes) {
                problem.ifFails(extreme, null).ifPresent(problems::add);
            }
        });
        return problems;
    }

    private interface Visitor {
        void visit(Call call, int index, Probe probe);
    }

    private void forEachParameter(Visitor visitor) {
        for (Class<?> type : types) {
            for (Call call : calls(type)) {
                for (int i = 0; i < call.names().size(); i++) {
                    if (!isExcepted(call, i)) {
                        visitor.visit(call, i, new Probe(call, i));
                    }
                }
            }
        }
        if (!unusedExceptions.isEmpty()) {
            throw new IllegalStateException("exceptions for calls that do not exist: " + unusedExceptions);
        }
    }

    private boolean isExcepted(Call call, int index) {
        List<String> names = List.of(
                call.owner(),
                call.owner() + "." + call.name(),
                call.owner() + "." + call.name() + "(" + call.names().get(index) + ")");
        unusedExceptions.removeAll(names);
        return names.stream().anyMatch(exceptions::contains);
    }

    /** One call with one wrong argument. */
    private final class Probe {

        private final Call call;
        private final int index;

        Probe(Call call, int index) {
            this.call = call;
            this.index = index;
        }

        /**
         * Describes what is wrong: another exception than the error, or, with an end of the message, none or one that does not name the
         * parameter.
         */
        Optional<String> ifFails(@Nullable Object argument, @Nullable String messageEnd) {
            @Nullable Object[] arguments = new Object[call.names().size()];
            Object receiver;
            try {
                receiver = call.receiver();
                for (int i = 0; i < arguments.length; i++) {
                    arguments[i] = i == index ? argument : sample(call.types().get(i));
                }
            } catch (MissingSample e) {
                return Optional.of(call + ": " + e.getMessage());
            }
            String shown = argument == null
                    ? "null"
                    : argument.getClass().isArray() ? "an array with null" : argument.toString();
            String what = call + "(" + call.names().get(index) + ": " + shown + ")";
            try {
                call.invoke(receiver, arguments);
                return messageEnd == null ? Optional.empty() : Optional.of(what + " was accepted");
            } catch (InvocationTargetException e) {
                Throwable thrown = e.getCause();
                boolean good = messageEnd == null
                        ? error.isInstance(thrown) || !(thrown instanceof RuntimeException)
                        : error.isInstance(thrown) && named(String.valueOf(thrown.getMessage()), messageEnd);
                return good ? Optional.empty() : Optional.of(what + " threw " + thrown);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(what, e);
            }
        }

        /** Whether a message names the parameter, or the value that the call creates or sets with it, such as "call id". */
        private boolean named(String message, String end) {
            if (!message.endsWith(" " + end)) {
                return false;
            }
            String field = letters(message.substring(0, message.length() - end.length()));
            String parameter = letters(call.names().get(index));
            return field.startsWith(parameter)
                    || field.endsWith(parameter)
                    || letters(call + parameter).contains(field)
                    || field.startsWith(letters(call.name()));
        }

        private static String letters(String text) {
            return text.replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT);
        }
    }

    /** A constructor or method. */
    private record Call(Class<?> type, Executable executable, List<AnnotatedType> types, Supplier<Object> receiverOf) {

        String owner() {
            return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
        }

        String name() {
            return executable instanceof Constructor ? "new" : executable.getName();
        }

        List<String> names() {
            return Arrays.stream(executable.getParameters())
                    .map(Parameter::getName)
                    .toList();
        }

        Object receiver() {
            return receiverOf.get();
        }

        void invoke(Object receiver, @Nullable Object[] arguments) throws ReflectiveOperationException {
            if (executable instanceof Constructor<?> constructor) {
                constructor.newInstance(arguments);
            } else {
                ((Method) executable).invoke(receiver, arguments);
            }
        }

        @Override
        public String toString() {
            return owner() + "." + name();
        }
    }

    private List<Call> calls(Class<?> type) {
        List<Call> calls = new ArrayList<>();
        for (Constructor<?> constructor : type.getConstructors()) {
            if (!Modifier.isAbstract(type.getModifiers())) {
                calls.add(new Call(type, constructor, types(constructor), () -> type));
            }
        }
        for (Method method : type.getMethods()) {
            boolean generated = method.isBridge()
                    || method.isSynthetic()
                    || (type.isEnum() && method.getName().equals("valueOf"));
            if (generated
                    || method.getDeclaringClass() == Object.class
                    || method.getName().equals("equals")) {
                continue;
            }
            if (!types.contains(method.getDeclaringClass())
                    && method.getDeclaringClass() != type
                    && !isPublicApi(method)) {
                continue;
            }
            if (Modifier.isStatic(method.getModifiers())) {
                calls.add(new Call(type, method, types(method), () -> type));
            } else if (hasReceiver(type)) {
                calls.add(new Call(type, method, types(method), () -> sample(type)));
            }
        }
        calls.sort(Comparator.comparing((Call call) -> call.executable().toString()));
        return calls;
    }

    /** Whether a method that a type inherits is one of the project's, such as a setter of a common builder. */
    private static boolean isPublicApi(Method method) {
        return method.getDeclaringClass().getPackageName().startsWith("io.videoprovider");
    }

    /** Interfaces that applications implement are called by the SDK and not by them. */
    private boolean hasReceiver(Class<?> type) {
        return samples.containsKey(type) || !Modifier.isAbstract(type.getModifiers());
    }

    private static List<AnnotatedType> types(Executable executable) {
        // The parameters of a compact constructor have no annotations.
        Class<?> type = executable.getDeclaringClass();
        if (executable instanceof Constructor && type.isRecord()) {
            RecordComponent[] components = type.getRecordComponents();
            Class<?>[] canonical =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            if (Arrays.equals(executable.getParameterTypes(), canonical)) {
                return Arrays.stream(components)
                        .map(RecordComponent::getAnnotatedType)
                        .toList();
            }
        }
        return List.of(executable.getAnnotatedParameterTypes());
    }

    private static boolean isNullable(AnnotatedType type) {
        if (type.isAnnotationPresent(Nullable.class)) {
            return true;
        }
        if (type instanceof AnnotatedTypeVariable variable) {
            return Arrays.stream(variable.getAnnotatedBounds()).anyMatch(PublicApi::isNullable);
        }
        return type instanceof AnnotatedWildcardType wildcard
                && Arrays.stream(wildcard.getAnnotatedUpperBounds()).anyMatch(PublicApi::isNullable);
    }

    /** Returns collections, maps and arrays of a type that contain null, where their type does not allow it. */
    private List<Object> withNulls(AnnotatedType type) {
        Class<?> raw = rawType(type.getType());
        if (type instanceof AnnotatedArrayType array) {
            AnnotatedType component = array.getAnnotatedGenericComponentType();
            return rawType(component.getType()).isPrimitive() || isNullable(component)
                    ? List.of()
                    : List.of(Array.newInstance(rawType(component.getType()), 1));
        }
        if (!(type instanceof AnnotatedParameterizedType parameterized)) {
            return List.of();
        }
        AnnotatedType[] of = parameterized.getAnnotatedActualTypeArguments();
        List<Object> holes = new ArrayList<>();
        if (raw == Map.class) {
            if (!isNullable(of[0])) {
                holes.add(Collections.singletonMap(null, sample(of[1])));
            }
            if (!isNullable(of[1])) {
                holes.add(Collections.singletonMap(sample(of[0]), null));
            }
        } else if (Iterable.class.isAssignableFrom(raw) && !isNullable(of[0])) {
            Set<@Nullable Object> set = new HashSet<>();
            set.add(null);
            holes.add(raw == Set.class ? set : Arrays.asList((Object) null));
        }
        return holes;
    }

    private static Class<?> rawType(Type type) {
        if (type instanceof Class<?> raw) {
            return raw;
        }
        if (type instanceof ParameterizedType parameterized) {
            return rawType(parameterized.getRawType());
        }
        if (type instanceof java.lang.reflect.TypeVariable<?> variable) {
            return rawType(variable.getBounds()[0]);
        }
        if (type instanceof java.lang.reflect.WildcardType wildcard) {
            return rawType(wildcard.getUpperBounds()[0]);
        }
        if (type instanceof java.lang.reflect.GenericArrayType array) {
            return rawType(array.getGenericComponentType()).arrayType();
        }
        throw new IllegalArgumentException("a type of the kind " + type.getClass());
    }

    private Object sample(AnnotatedType type) {
        return sample(type.getType(), new HashSet<>()).orElseThrow(() -> new MissingSample(rawType(type.getType())));
    }

    private Optional<?> sample(Type type, Set<Class<?>> under) {
        Class<?> raw = rawType(type);
        if (!(type instanceof ParameterizedType parameterized) || samples.containsKey(raw)) {
            return sample(raw, under);
        }
        Type[] of = parameterized.getActualTypeArguments();
        if (raw == Class.class) {
            return Optional.of(rawType(of[0]));
        }
        if (raw == Map.class) {
            return sample(of[0], under).flatMap(name -> sample(of[1], under).map(value -> Map.of(name, value)));
        }
        if (raw == Set.class) {
            return sample(of[0], under).map(Set::of);
        }
        if (raw == List.class || raw == Collection.class || raw == Iterable.class) {
            return sample(of[0], under).map(List::of);
        }
        return sample(raw, under);
    }

    private static final class MissingSample extends RuntimeException {

        private static final long serialVersionUID = 1;

        MissingSample(Class<?> type) {
            super("has no sample of " + type);
        }
    }

    private Object sample(Class<?> type) {
        return sample(type, new HashSet<>()).orElseThrow(() -> new MissingSample(type));
    }

    private Optional<?> sample(Class<?> type, Set<Class<?>> under) {
        Supplier<?> given = samples.get(type);
        if (given != null) {
            return Optional.of(given.get());
        }
        Optional<Object> plain = Optional.ofNullable(plain(type));
        if (plain.isPresent() || !under.add(type)) {
            return plain;
        }
        try {
            Optional<?> made = made(type, under);
            return made.isPresent() || !type.isInterface()
                    ? made
                    : Optional.of(Proxy.newProxyInstance(
                            type.getClassLoader(),
                            new Class<?>[] {type},
                            (proxy, method, arguments) -> switch (method.getName()) {
                                case "hashCode" -> 1;
                                case "equals" -> false;
                                default ->
                                    sample(method.getReturnType(), new HashSet<>())
                                            .orElse(null);
                            }));
        } finally {
            under.remove(type);
        }
    }

    private static @Nullable Object plain(Class<?> type) {
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        if (type.isArray()) {
            return Array.newInstance(type.getComponentType(), 0);
        }
        Map<Class<?>, Object> values = Map.ofEntries(
                Map.entry(String.class, "sample"),
                Map.entry(CharSequence.class, "sample"),
                Map.entry(Object.class, "sample"),
                Map.entry(boolean.class, false),
                Map.entry(Boolean.class, false),
                Map.entry(int.class, 1),
                Map.entry(Integer.class, 1),
                Map.entry(long.class, 1L),
                Map.entry(Long.class, 1L),
                Map.entry(double.class, 1.0),
                Map.entry(Number.class, 1),
                Map.entry(Duration.class, Duration.ofSeconds(1)),
                Map.entry(Instant.class, Instant.parse("2030-01-01T00:00:00Z")),
                Map.entry(Clock.class, Clock.systemUTC()),
                Map.entry(List.class, List.of()),
                Map.entry(Set.class, Set.of()),
                Map.entry(Map.class, Map.of()),
                Map.entry(Collection.class, List.of()),
                Map.entry(Class.class, Object.class),
                Map.entry(Optional.class, Optional.empty()),
                // Its factories return samples of its own nested types, endlessly.
                Map.entry(RandomGenerator.class, new Random(1)),
                Map.entry(Throwable.class, new IllegalStateException("sample")),
                Map.entry(Exception.class, new IllegalStateException("sample")));
        return values.get(type);
    }

    /** Creates a sample with a public factory, a builder or a constructor, whichever works first. */
    private Optional<?> made(Class<?> type, Set<Class<?>> under) {
        Class<?> enclosing = type.getEnclosingClass();
        List<Class<?>> owners = new ArrayList<>(List.of(type));
        if (enclosing != null) {
            owners.add(enclosing);
        }
        List<Executable> ways = new ArrayList<>();
        for (Class<?> owner : owners) {
            Arrays.stream(owner.getMethods())
                    .filter(method -> Modifier.isStatic(method.getModifiers()) && method.getReturnType() == type)
                    .forEach(ways::add);
        }
        ways.addAll(List.of(type.getConstructors()));
        Arrays.stream(type.getDeclaredClasses())
                .filter(PublicApi::isPublic)
                .flatMap(inner -> Arrays.stream(inner.getMethods()))
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && method.getReturnType() == type)
                .forEach(ways::add);
        ways.sort(Comparator.comparingInt(Executable::getParameterCount).thenComparing(Executable::toString));
        for (Executable way : ways) {
            Optional<Object> made = attempt(way, under);
            if (made.isPresent()) {
                return made;
            }
        }
        if (type.isSealed()) {
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                Optional<?> made = sample(permitted, under);
                if (made.isPresent()) {
                    return made;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Object> attempt(Executable way, Set<Class<?>> under) {
        AnnotatedType[] parameters = way.getAnnotatedParameterTypes();
        @Nullable Object[] arguments = new Object[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            Optional<?> sample = sample(parameters[i].getType(), under);
            if (sample.isEmpty()) {
                return Optional.empty();
            }
            arguments[i] = sample.get();
        }
        try {
            if (way instanceof Constructor<?> constructor) {
                return Modifier.isAbstract(constructor.getDeclaringClass().getModifiers())
                        ? Optional.empty()
                        : Optional.of(constructor.newInstance(arguments));
            }
            Method method = (Method) way;
            if (Modifier.isStatic(method.getModifiers())) {
                return Optional.ofNullable(method.invoke(null, arguments));
            }
            Optional<?> receiver = sample(method.getDeclaringClass(), under);
            return receiver.isEmpty()
                    ? Optional.empty()
                    : Optional.ofNullable(method.invoke(receiver.get(), arguments));
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isPublic(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && (type.getEnclosingClass() == null || isPublic(type.getEnclosingClass()));
    }
}
