using static Fleet.Workflows.Tests.Expressions.Evaluations;

namespace Fleet.Workflows.Tests.Expressions;

public sealed class SprigTests
{
    [Theory]
    [InlineData("sprig.trim(' a ') + sprig.trimAll('$', '$5$') + sprig.trimPrefix('-', '-a') + sprig.trimSuffix('-', 'a-')", "\"a5aa\"")]
    [InlineData("sprig.title('hello big world') + sprig.untitle('Hello World')", "\"Hello Big Worldhello world\"")]
    [InlineData("sprig.substr(1, 3, 'hello') + sprig.trunc(2, 'hello') + sprig.trunc(-2, 'hello')", "\"elhelo\"")]
    [InlineData("sprig.abbrev(6, 'hello world')", "\"hel...\"")]
    [InlineData("sprig.nospace('a b') + sprig.initials('Ada Lovelace') + sprig.swapcase('aB')", "\"abALAb\"")]
    [InlineData("sprig.quote('a\"b', 1) + sprig.squote('a')", "\"\\\"a\\\\\\\"b\\\" \\\"1\\\"'a'\"")]
    [InlineData("sprig.cat('a', nil, 1)", "\"a 1\"")]
    [InlineData("sprig.indent(2, 'a\\nb') + sprig.nindent(1, 'c')", "\"  a\\n  b\\n c\"")]
    [InlineData("sprig.replace(' ', '-', 'a b c') + sprig.plural('one', 'many', 2)", "\"a-b-cmany\"")]
    [InlineData("[sprig.snakecase('FirstName'), sprig.kebabcase('FirstName'), sprig.camelcase('http_server')]", """["first_name","first-name","HttpServer"]""")]
    [InlineData("sprig.wrap(5, 'one two three')", "\"one\\ntwo\\nthree\"")]
    [InlineData("[sprig.contains('b', 'abc'), sprig.hasPrefix('a', 'abc'), sprig.hasSuffix('b', 'abc')]", "[true,true,false]")]
    [InlineData("sprig.join('-', ['a', 1, nil])", "\"a-1\"")]
    [InlineData("sprig.split('$', 'a$b')", """{"_0":"a","_1":"b"}""")]
    [InlineData("sprig.splitn('$', 2, 'a$b$c')._1", "\"b$c\"")]
    [InlineData("sprig.sortAlpha(['b', 'a'])", """["a","b"]""")]
    [InlineData("[sprig.snakecase('HTTPServer2xx'), sprig.snakecase('Bld4Floor'), sprig.snakecase('1h30m'), sprig.kebabcase('v1.2.3'), sprig.snakecase('<a&b>'), sprig.kebabcase('a\\nB')]", """["http_server_2xx","bld4_floor","1h30m","v1.2.3","\u003c_a\u0026b_\u003e","a-b"]""")]
    [InlineData("[sprig.camelcase('__a__b'), sprig.camelcase('a--b  c'), sprig.camelcase('some words_here-too')]", """["__A_B","A-B C","SomeWordsHereToo"]""")]
    [InlineData("[sprig.title('it\\'s a.b'), sprig.untitle('A.B C'), sprig.trimAll('', ' a ')]", """["It'S A.B","a.B c"," a "]""")]
    [InlineData("[sprig.wrapWith(2, '|', 'abcde f'), sprig.wrapWith(3, '', 'a bcd'), sprig.wrap(2, 'abcde f')]", """["ab|cd|e|f","a\nbcd","abcde\nf"]""")]
    // A part that is not there is the zero value of Go's map[string]string.
    [InlineData("let parts = sprig.split('/', 'a/b'); [parts._5, parts._5 == nil, parts._5 ?? 'd', parts._1, sprig.typeOf(parts), sprig.splitn('/', 2, 'a')._1]", """["",false,"","b","map[string]string",""]""")]
    [InlineData("[sprig.trim('\u2003a\u00a0'), sprig.quote('\u200b\u00a0é😀\x01')]", """["a","\"\\u200b\\u00a0é😀\\x01\""]""")]
    public void Texts_Functions_GiveValue(string source, string expected) => Assert.Equal(expected, Json(source));

    [Theory]
    [InlineData("[sprig.add(1, '2', 3.9), sprig.sub(5, 2), sprig.mul(2, 3, 4), sprig.div(7, 2), sprig.mod(7, 4), sprig.add1(1)]", "[6,3,24,3,3,2]")]
    [InlineData("[sprig.addf(1.5, 2), sprig.subf(5, 2.5), sprig.mulf(2, 1.5), sprig.divf(1, 4), sprig.add1f(1.5)]", "[3.5,2.5,3,0.25,2.5]")]
    [InlineData("[sprig.max(1, 5, 3), sprig.min(4, 2), sprig.maxf(1.5, 1), sprig.minf(1.5, 1)]", "[5,2,1.5,1]")]
    [InlineData("[sprig.ceil(1.1), sprig.floor('1.9'), sprig.round(123.5555, 3), sprig.round(-1.5, 0)]", "[2,1,123.556,-2]")]
    [InlineData("[sprig.int('x'), sprig.int('0x10'), sprig.int64(2.9), sprig.float64('1.5'), sprig.atoi('7'), sprig.toDecimal('0777')]", "[0,16,2,1.5,7,511]")]
    [InlineData("[sprig.int('010'), sprig.int('08'), sprig.int('0b11'), sprig.int64('-0x1F'), sprig.int('1_000'), sprig.int('1__0'), sprig.int('9223372036854775808'), sprig.toDecimal('-17'), sprig.add('0o17', 1)]", "[8,0,3,-31,1000,0,0,-15,16]")]
    // spf13/cast 1.10: the decimals of a text are cut.
    [InlineData("[sprig.int('3.7'), sprig.add('3.7', 1), sprig.int64('-3.9'), sprig.int('.5'), sprig.int('-.5'), sprig.int('5.'), sprig.int('1.2.3'), sprig.int('1e3'), sprig.int('0x1.8'), sprig.max('2.9', '1')]", "[3,4,-3,0,0,5,0,0,0,2]")]
    [InlineData("[sprig.until(sprig.int('2.5')), sprig.slice([1, 2, 3], '1.5'), sprig.rest([]), sprig.initial([]), sprig.rest([1])]", "[[0,1],[2,3],null,null,[]]")]
    [InlineData("sprig.seq(0, 1, 2, 3)", "\"\"")]
    [InlineData("[sprig.round(-2.4, 0), sprig.round(-0.05, 0), sprig.round(1.25, 1)]", "[-3,-1,1.3]")]
    [InlineData("[sprig.until(3), sprig.untilStep(3, 6, 2), sprig.until(-2)]", "[[0,1,2],[3,5],[0,-1]]")]
    [InlineData("[sprig.seq(3), sprig.seq(2, 0), sprig.seq(0, 2, 5), sprig.seq()]", """["1 2 3","2 1 0","0 2 4",""]""")]
    [InlineData("[sprig.addf(0.1, 0.2), sprig.mulf('1.1', '1.1'), sprig.subf(0.3, 0.1), sprig.mulf(3.7, 2, 3.7), sprig.mulf(0.1, 0.1, 0.1, 0.1), sprig.add1f(-0.9)]", "[0.3,1.21,0.2,27.38,0.0001,0.1]")]
    [InlineData("[sprig.divf(2, 3), sprig.divf(-2, 3), sprig.divf(10, 3, 3), sprig.divf(1e-9, 3e8), sprig.divf(1e300, 1e-300) > 9e307, sprig.mulf(1e308, 10) > 1.7e308]", "[0.6666666666666667,-0.6666666666666667,1.1111111111111112,0,true,true]")]
    [InlineData("[sprig.addf(), sprig.subf(2), sprig.divf('x'), sprig.addf(1e308, 1e-300), sprig.mulf(5e-324, 1e300)]", "[0,2,0,1e+308,5e-24]")]
    public void Numbers_Functions_GiveValue(string source, string expected) => Assert.Equal(expected, Json(source));

    [Theory]
    [InlineData("[sprig.first([1, 2]), sprig.last([1, 2]), sprig.rest([1, 2]), sprig.initial([1, 2]), sprig.mustFirst([3])]", "[1,2,[2],[1],3]")]
    [InlineData("[sprig.append([1], 2), sprig.prepend([1], 0), sprig.concat([1], [2]), sprig.reverse([1, 2])]", "[[1,2],[0,1],[1,2],[2,1]]")]
    [InlineData("[sprig.uniq([1, 1, 2]), sprig.without([1, 2, 3], 2), sprig.compact([0, 1, '', 'a', nil])]", """[[1,2],[1,3],[1,"a"]]""")]
    [InlineData("[sprig.has(1, [1, 2]), sprig.has(1, fromJSON('[1]')), sprig.slice([1, 2, 3], 1, 3), sprig.chunk(2, [1, 2, 3])]", "[true,false,[2,3],[[1,2],[3]]]")]
    [InlineData("sprig.set(sprig.dict('a', 1), 'b', 2)", """{"a":1,"b":2}""")]
    [InlineData("[sprig.get({a: 1}, 'a'), sprig.get({a: 1}, 'x'), sprig.hasKey({a: 1}, 'a'), sprig.pluck('a', {a: 1}, {b: 2})]", """[1,"",true,[1]]""")]
    [InlineData("[sprig.keys({b: 1, a: 2}), sprig.values({b: 1, a: 2}), sprig.pick({a: 1, b: 2}, 'a'), sprig.omit({a: 1, b: 2}, 'a'), sprig.unset({a: 1}, 'a')]", """[["a","b"],[2,1],{"a":1},{"b":2},{}]""")]
    [InlineData("sprig.merge({a: {x: 1}, b: ''}, {a: {x: 2, y: 3}, b: 4})", """{"a":{"x":1,"y":3},"b":4}""")]
    [InlineData("sprig.mergeOverwrite({a: {x: 1}}, {a: {x: 2}})", """{"a":{"x":2}}""")]
    [InlineData("[sprig.mergeOverwrite({a: 1, b: 'x'}, {a: '', b: nil, c: nil}), sprig.merge({}, {z: nil}), sprig.slice([], 5, 3)]", """[{"a":"","b":"x","c":null},{},null]""")]
    [InlineData("[sprig.dig('a', 'b', 'none', {a: {b: 1}}), sprig.dig('a', 'c', 'none', {a: {b: 1}})]", """[1,"none"]""")]
    public void Collections_Functions_GiveValue(string source, string expected) => Assert.Equal(expected, Json(source));

    [Theory]
    [InlineData("[sprig.default('d', ''), sprig.default('d', 'x'), sprig.default('d', 0), sprig.default(1)]", """["d","x","d",1]""")]
    [InlineData("[sprig.empty([]), sprig.coalesce(0, '', 'c'), sprig.all(1, 'a'), sprig.any(0, ''), sprig.ternary(1, 2, false)]", """[true,"c",true,false,2]""")]
    [InlineData("[sprig.kindOf([]), sprig.typeOf(1.5), sprig.kindIs('map', {}), sprig.deepEqual([1], [1.0])]", """["slice","float64",true,false]""")]
    [InlineData("[sprig.typeOf(sprig.add(1, 2)), sprig.kindOf(sprig.max(1)), sprig.typeOf(sprig.int64('3')), sprig.typeOf(sprig.int('3')), sprig.typeOf(sprig.atoi('3')), sprig.typeOf(now().Unix()), sprig.typeOf(now().Year())]", """["int64","int64","int64","int","int","int64","int"]""")]
    [InlineData("let n = sprig.div(7, 2); [sprig.typeIs('int64', n), sprig.typeIsLike('int64', n), sprig.kindIs('int64', true ? n : 0), sprig.kindOf(sprig.mod(7, 4)), sprig.kindIs('int', n + 0)]", """[true,true,true,"int64",true]""")]
    [InlineData("let n = sprig.add(1, 2); [n == 3, n + 1, n < 4, type(n), [0, 1, 2, 3][n], n in [3], toJSON(n), -n, [n], {a: n}.a, string(n), sprig.add(n, n), nil ?? n]", """[true,4,true,"int",3,true,"3",-3,[3],3,"3",6,3]""")]
    [InlineData("let n = sprig.add(1, 2); [sprig.deepEqual(n, 3), sprig.deepEqual(n, sprig.add1(2)), sprig.deepEqual(n + 0, 3)]", "[false,true,true]")]
    [InlineData("[sprig.b64enc('hi'), sprig.b64dec('aGk='), sprig.b32enc('foobar'), sprig.b32dec('MZXW6YTBOI======')]", """["aGk=","hi","MZXW6YTBOI======","foobar"]""")]
    [InlineData("[sprig.abbrevboth(5, 10, '1234 5678 9123'), sprig.abbrevboth(0, 8, 'hello world'), sprig.abbrevboth(9, 9, 'hello wide world'), sprig.abbrevboth(12, 9, 'hello wide world'), sprig.abbrevboth(5, 6, 'hello world'), sprig.abbrevboth(2, 20, 'hello')]", """["...5678...","hello...","...e w...","... world","hello world","hello"]""")]
    [InlineData("[sprig.decryptAES('secretkey', sprig.encryptAES('secretkey', 'plaintext')), sprig.decryptAES('secretkey', '30tEfhuJSVRhpG97XCuWgz2okj7L8vQ1s6V9zVUPeDQ='), sprig.encryptAES('k', '')]", """["plaintext","plaintext",""]""")]
    [InlineData("map(['!', 'a', 'aGk', 'aGk=x', 'aG=k', 'aGk=\\n', 'aG\\nk='], sprig.b64dec(#))", """["illegal base64 data at input byte 0","illegal base64 data at input byte 0","illegal base64 data at input byte 0","illegal base64 data at input byte 4","illegal base64 data at input byte 2","hi","hi"]""")]
    [InlineData("map(['!', 'MZXW6', 'MZXW6==', 'MZX=====', 'MZXW6YQ=', 'MZXW\\n6YQ='], sprig.b32dec(#))", """["illegal base32 data at input byte 0","illegal base32 data at input byte 0","illegal base32 data at input byte 7","illegal base32 data at input byte 3","foob","foob"]""")]
    [InlineData("[len(sprig.b64dec(sprig.randBytes(0))), len(sprig.randBytes(12)), sprig.randBytes(9) == sprig.randBytes(9)]", "[0,16,false]")]
    [InlineData("sprig.sha256sum('a')", "\"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb\"")]
    [InlineData("[sprig.sha1sum('a'), sprig.adler32sum('Wikipedia')]", """["86f7e437faa5a7fce15d1ddcb9eaeaea377667b8","300286872"]""")]
    [InlineData("sprig.toRawJson({a: '<'}) == '{\"a\":\"<\"}' && sprig.toJson({a: '<'}) contains 'u003c'", "true")]
    [InlineData("[sprig.fromJson('{'), sprig.fromJson('[1]')]", "[null,[1]]")]
    public void Others_Functions_GiveValue(string source, string expected) => Assert.Equal(expected, Json(source));

    [Theory]
    [InlineData("sprig.regexMatch('^a+$', 'aa')", "true")]
    [InlineData("sprig.regexMatch('(', 'aa')", "false")]
    [InlineData("sprig.regexFind('[0-9]+', 'a12b3')", "\"12\"")]
    [InlineData("sprig.regexFindAll('[0-9]', 'a12b3', 2)", """["1","2"]""")]
    [InlineData("sprig.regexReplaceAll('a(x*)b', '-ab-axxb-', '${1}W')", "\"-W-xxW-\"")]
    [InlineData("sprig.regexReplaceAll('a(x*)b', '-ab-axxb-', '$1W')", "\"---\"")]
    [InlineData("sprig.regexReplaceAllLiteral('a(x*)b', '-ab-', '${1}')", "\"-${1}-\"")]
    [InlineData("sprig.regexSplit('z+', 'pizza', -1)", """["pi","a"]""")]
    [InlineData("[sprig.regexReplaceAll('(?P<n>o)', 'fog', '${1}${n}'), sprig.regexSplit('', '', -1)]", """["foog",[]]""")]
    [InlineData("sprig.regexFindAll('a*', 'baaau', -1)", """["","aaa",""]""")]
    [InlineData("sprig.regexFindAll('a', 'aaa', 0)", "null")]
    [InlineData("let r = sprig.regexFindAll('a', 'b', -1); [r, r == nil, len(r), r ?? 'none', string(r), r == [], map(r, #), sprig.regexSplit('a', 'b', 0)]", """[null,true,0,"none","[]",true,[],null]""")]
    [InlineData("[sprig.regexSplit('a*', 'baaac', -1), sprig.regexSplit('', 'ab', -1), sprig.regexSplit('x*', 'axbxc', 2), sprig.regexSplit('a', '', -1), sprig.regexSplit('b', 'ab', -1)]", """[["b","c"],["a","b"],["a","bxc"],[""],["a",""]]""")]
    [InlineData("sprig.regexReplaceAll('x*', 'axb', '-')", "\"-a-b-\"")]
    [InlineData("sprig.regexReplaceAll('(?P<y>[0-9]+)-([0-9]+)', '2026-03', '$2/${y}/$1/$01/$$/$3')", "\"03/2026/2026//$/\"")]
    [InlineData("sprig.regexReplaceAll('(😀)(.)', 'é😀ß', '$2$1')", "\"éß😀\"")]
    [InlineData("len(sprig.regexReplaceAll('[ ]+', repeat('a b ', 40000), '-'))", "160000")]
    [InlineData("sprig.regexQuoteMeta('1.2')", "\"1\\\\.2\"")]
    public void Regex_Functions_GiveValue(string source, string expected) => Assert.Equal(expected, Json(source));

    [Theory]
    [InlineData("sprig.date('2006-01-02', sprig.toDate('2006/01/02', '2024/02/29'))", "\"2024-02-29\"")]
    [InlineData("sprig.date('2006-01-02', 'no time means now')", "\"2026-03-04\"")]
    [InlineData("sprig.date('15:04', 3600)", "\"01:00\"")]
    [InlineData("sprig.dateInZone('15:04', sprig.now(), 'Asia/Tokyo')", "\"14:06\"")]
    [InlineData("sprig.unixEpoch(sprig.toDate('2006-01-02', '1970-01-02'))", "\"86400\"")]
    [InlineData("sprig.htmlDate(sprig.dateModify('-24h', sprig.now()))", "\"2026-03-03\"")]
    [InlineData("[sprig.duration('95'), sprig.durationRound('2h10m5s'), sprig.ago(sprig.dateModify('-90s', sprig.now()))]", """["1m35s","2h","1m30s"]""")]
    // Only a text and an int64 are looked at, as an int of an expression is neither.
    [InlineData("[sprig.duration(95), sprig.duration(sprig.int64(95)), sprig.duration(95.0), sprig.duration('95.0'), sprig.durationRound(7300000000000), sprig.durationRound(sprig.int64(7300000000000)), sprig.durationRound('1500ms'), sprig.durationRound('1h0.5s'), sprig.durationRound(duration('2h5s'))]", """["0s","1m35s","0s","0s","0s","2h","1s","1h","0s"]""")]
    [InlineData("[sprig.base('/a/b.txt'), sprig.dir('/a/b.txt'), sprig.ext('b.tar.gz'), sprig.clean('a/../b//c'), sprig.isAbs('/a')]", """["b.txt","/a",".gz","b/c",true]""")]
    [InlineData("sprig.urlParse('https://u:p@example.com:80/a?q=1#f').hostname", "\"example.com\"")]
    [InlineData("sprig.urlJoin(sprig.urlParse('https://u:p@example.com:80/a?q=1#f'))", "\"https://u:p@example.com:80/a?q=1#f\"")]
    [InlineData("sprig.urlParse('http://[::1]:80/').hostname", "\"::1\"")]
    [InlineData("sprig.semver('v1.2.3-beta.1+x').Prerelease()", "\"beta.1\"")]
    [InlineData("[sprig.semver('v1.2'), sprig.toString(sprig.semver('v1.2-a+b')), sprig.semver('1.2.3').Major(), sprig.semver('v1.2.3').IncMinor().Original(), sprig.semver('1.2.3-a').IncPatch().String()]", """["1.2.0","1.2.0-a+b",1,"v1.3.0","1.2.3"]""")]
    [InlineData("let v = sprig.semver('1.10.0'); [v.GreaterThanEqual(v), v.LessThanEqual(sprig.semver('1.9')), sprig.semver('1.2.3-beta.0-1.a+01').Metadata()]", """[true,false,"01"]""")]
    [InlineData("let v = sprig.semver('1.10.0'); [v.GreaterThan(sprig.semver('1.9')), v.Compare(sprig.semver('2')), v.Equal(v), sprig.typeOf(v)]", """[true,-1,true,"*semver.Version"]""")]
    public void DatesPathsVersions_Functions_GiveValue(string source, string expected) => Assert.Equal(expected, Json(source));

    [Theory]
    [InlineData("^1.2.0", "1.9.0", true)]
    [InlineData("^1.2.0", "2.0.0", false)]
    [InlineData("~1.2.3", "1.2.9", true)]
    [InlineData("~1.2.3", "1.3.0", false)]
    [InlineData(">= 1.2, < 3.0", "2.5.1", true)]
    [InlineData("1.x || 3.x", "3.1.0", true)]
    [InlineData("1 - 2", "2.0.0", true)]
    [InlineData(">=1.0.0", "1.1.0-rc.1", false)]
    [InlineData(">=1.0.0-0", "1.1.0-rc.1", true)]
    [InlineData("^0.2.3", "0.3.0", false)]
    [InlineData("!=1.2.3", "1.2.3-beta.1", true)]
    public void SemverCompare_Constraints_Answer(string constraint, string version, bool expected) =>
        Assert.Equal(expected, Evaluate($"sprig.semverCompare('{constraint}', '{version}')"));

    [Fact]
    public void Random_SameSeed_SameTexts()
    {
        const string Source = "[sprig.randAlphaNum(8), sprig.randNumeric(4), sprig.uuidv4(), string(sprig.randInt(5, 9)), sprig.shuffle('abcdef')]";

        string first = Json(Source);

        Assert.Equal(first, Json(Source));
        Assert.Matches("^\\[\"[A-Za-z0-9]{8}\",\"[0-9]{4}\",\"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\",\"[5-8]\",\"[a-f]{6}\"\\]$", first);
    }

    [Theory]
    [InlineData("sprig.fail('no')")]
    [InlineData("sprig.env('HOME')")]
    [InlineData("sprig.div(1, 0)")]
    [InlineData("sprig.dig('a', 'd', 'x', {a: 1})")]
    [InlineData("sprig.trunc('5', 'a')")]
    [InlineData("sprig.slice([1], 0, 5)")]
    [InlineData("sprig.semver('x.y')")]
    [InlineData("sprig.semver('1.2.x')")]
    [InlineData("sprig.pick({a: 1}, ['a'])")]
    [InlineData("sprig.omit({a: 1}, ['a'])")]
    [InlineData("sprig.semver('1.2.3-beta.01')")]
    [InlineData("sprig.semver('1.2.3-beta_1')")]
    [InlineData("sprig.semver('1.2.3-')")]
    [InlineData("sprig.get(sprig.split('/', 'a/b'), '_0')")]
    [InlineData("sprig.b64dec(1)")]
    [InlineData("sprig.dateModify('x', 'b')")]
    [InlineData("sprig.plural({}, 'b', 2)")]
    [InlineData("sprig.urlParse('1a:b')")]
    [InlineData("sprig.urlParse('::')")]
    [InlineData("sprig.urlParse('http://h:port/')")]
    [InlineData("sprig.mustRegexMatch('(', 'a')")]
    [InlineData("sprig.mustToDate('2006', 'x')")]
    [InlineData("sprig.chunk(0, [1])")]
    public void Functions_BadArguments_AreRefused(string source) => Failure(source);

    [Theory]
    [InlineData("sprig.genPrivateKey('rsa')", "sprig.genPrivateKey is not there: the engine evaluates expressions again")]
    [InlineData("sprig.genSignedCert('a', nil, nil, 1, sprig.genCA('b', 1))", "sprig.genCA is not there")]
    [InlineData("sprig.bcrypt('x')", "sprig.bcrypt is not there: it is slow on purpose")]
    [InlineData("sprig.getHostByName('localhost')", "sprig.getHostByName is not there: an expression reaches nothing outside")]
    [InlineData("sprig.decryptAES('other', '30tEfhuJSVRhpG97XCuWgz2okj7L8vQ1s6V9zVUPeDQ=')", "decryptAES: the password is another one")]
    [InlineData("sprig.decryptAES('k', 'AAAA')", "decryptAES: the text is too short")]
    [InlineData("sprig.divf(2, 0)", "decimal division by 0")]
    [InlineData("sprig.addf('inf', 1)", "Cannot create a Decimal from +Inf")]
    [InlineData("sprig.buildCustomCert('AAAA', 'AAAA')", "unable to decode certificate")]
    public void FunctionThatHasNoAnswer_SaysWhy(string source, string reason) => Assert.Contains(reason, Failure(source).Message, StringComparison.Ordinal);

    [Fact]
    public void BuildCustomCert_GivesCertificateAndKey()
    {
        using var key = System.Security.Cryptography.ECDsa.Create();
        using var certificate = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=a", key, System.Security.Cryptography.HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1));
        var (pem, secret) = (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
        static string Encoded(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));
        Assert.Equal("true", Json($"let c = sprig.buildCustomCert('{Encoded(pem)}', '{Encoded(secret)}'); sprig.b64enc(c.Cert) == '{Encoded(pem)}' && sprig.b64enc(c.Key) == '{Encoded(secret)}'"));
    }
}
