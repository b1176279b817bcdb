# Third-party libraries

What the command and the published modules ship or need at run time, as the build found it. Where several licences stand, the user
may choose; for the libraries of Jersey and the Jakarta APIs several apply to parts of one jar. A module brings only its own share of this list.

The native part of OpenBLAS contains the GCC runtime libraries, under the GPL with the GCC runtime library exception.

| library | version | licence | from |
|---|---|---|---|
<#list dependencyMap as e><#assign p = e.getKey()/><#assign licenses = e.getValue()/>
| ${p.groupId}:${p.artifactId} | ${p.version} | <#list licenses as l>${l}<#if l_has_next>; </#if></#list> | ${p.url!""} |
</#list>
