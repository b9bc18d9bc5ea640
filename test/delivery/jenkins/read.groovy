// Reads a Jenkinsfile with the parser of Groovy itself, as the declarative model of Jenkins does, and writes its calls as JSON. Which calls
// and blocks Jenkins knows is for its own schema to say.
import groovy.json.JsonOutput
import org.codehaus.groovy.ast.expr.*
import org.codehaus.groovy.ast.stmt.*
import org.codehaus.groovy.control.CompilationUnit
import org.codehaus.groovy.control.Phases

List statements(Statement code) {
  if (code instanceof BlockStatement) return code.statements.collectMany { statements(it) }
  [call(code instanceof ReturnStatement || code instanceof ExpressionStatement ? code.expression : refuse(code))]
}

Map call(Expression expression) {
  if (expression instanceof BinaryExpression && expression.operation.text == '=') {
    return [call: '=', arguments: [expression.leftExpression.text, value(expression.rightExpression)], named: [:], block: []]
  }
  if (!(expression instanceof MethodCallExpression) || !expression.implicitThis) refuse(expression)
  Map own = [call: expression.methodAsString, arguments: [], named: [:], block: []]
  expression.arguments.expressions.each {
    if (it instanceof ClosureExpression) own.block = statements(it.code)
    else if (it instanceof NamedArgumentListExpression || (it instanceof MapExpression && expression.arguments.expressions.last() instanceof ClosureExpression)) own.named = value(it)
    else own.arguments << value(it)
  }
  own
}

Object value(Expression expression) {
  switch (expression) {
    case MapExpression: return expression.mapEntryExpressions.collectEntries { [it.keyExpression.text, value(it.valueExpression)] }
    case ListExpression: return expression.expressions.collect { value(it) }
    case MethodCallExpression: return call(expression)
    case ConstantExpression: return expression.value
    case VariableExpression: return [word: expression.name]
    case PropertyExpression: return [word: "${value(expression.objectExpression).word}.${expression.propertyAsString}".toString()]
    case BinaryExpression: return [word: "${value(expression.leftExpression).word}[${expression.rightExpression.text}]".toString()]
    default: return refuse(expression)
  }
}

Object refuse(Object node) { throw new IllegalArgumentException("line ${node.lineNumber}: not known here: ${node.text}") }

def unit = new CompilationUnit()
unit.addSource(new File(args[0]))
unit.compile(Phases.CONVERSION)
println JsonOutput.toJson(statements(unit.AST.modules[0].statementBlock))
