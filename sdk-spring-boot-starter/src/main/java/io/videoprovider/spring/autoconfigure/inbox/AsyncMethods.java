package io.videoprovider.spring.autoconfigure.inbox;

import java.lang.reflect.Method;
import java.util.Arrays;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.target.EmptyTargetSource;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.scheduling.annotation.AsyncAnnotationBeanPostProcessor;

/** Methods that return to their caller before they have run ({@code @Async}). */
final class AsyncMethods {

    private AsyncMethods() {}

    /** Returns whether a method of a bean is called asynchronously, by the rules of {@code @EnableAsync} in its application context. */
    static boolean contain(ListableBeanFactory beans, Class<?> beanType, Method method) {
        ProxyFactory proxy = new ProxyFactory();
        proxy.setTargetSource(EmptyTargetSource.forClass(beanType));
        beans.getBeansOfType(AsyncAnnotationBeanPostProcessor.class)
                .values()
                .forEach(processor -> processor.postProcessAfterInitialization(proxy, beanType.getName()));
        return Arrays.stream(proxy.getAdvisors())
                .map(advisor -> ((PointcutAdvisor) advisor).getPointcut())
                .anyMatch(pointcut -> pointcut.getClassFilter().matches(beanType)
                        && pointcut.getMethodMatcher().matches(method, beanType));
    }
}
