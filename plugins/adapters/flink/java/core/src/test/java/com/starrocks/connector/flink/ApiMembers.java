package com.starrocks.connector.flink;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.GenericDeclaration;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What programs can name of a class, a line each, inherited members included. Stateless. */
final class ApiMembers {
  private ApiMembers() {}

  static Set<String> of(Class<?> type) {
    Set<String> lines = new TreeSet<>();
    lines.add("is " + (type.isInterface() ? "interface" : type.isEnum() ? "enum" : "class"));
    for (Type parent : type.getGenericInterfaces()) {
      lines.add("implements " + parent.getTypeName());
    }
    for (Constructor<?> constructor : type.getConstructors()) {
      lines.add("new" + parameters(constructor.getGenericParameterTypes()));
    }
    for (Field field : type.getFields()) {
      if (!field.getDeclaringClass().getName().startsWith("java.")) {
        lines.add(
            scope(field.getModifiers()) + text(field.getGenericType()) + " " + field.getName());
      }
    }
    for (Method method : type.getMethods()) {
      if (!method.getDeclaringClass().getName().startsWith("java.")) {
        lines.add(line(method));
      }
    }
    return lines;
  }

  private static String line(Method method) {
    return scope(method.getModifiers())
        + variables(method)
        + text(method.getGenericReturnType())
        + " "
        + method.getName()
        + parameters(method.getGenericParameterTypes());
  }

  private static String scope(int modifiers) {
    return Modifier.isStatic(modifiers) ? "static " : "";
  }

  private static String variables(GenericDeclaration declaration) {
    TypeVariable<?>[] variables = declaration.getTypeParameters();
    return variables.length == 0
        ? ""
        : Arrays.stream(variables)
            .map(TypeVariable::getName)
            .collect(Collectors.joining(",", "<", "> "));
  }

  private static String parameters(Type[] types) {
    return Arrays.stream(types).map(ApiMembers::text).collect(Collectors.joining(", ", "(", ")"));
  }

  // A variable counts by what it is for the JVM: its name is nobody's business.
  private static String text(Type type) {
    return type instanceof TypeVariable
        ? text(((TypeVariable<?>) type).getBounds()[0])
        : type.getTypeName();
  }
}
